/**
 * Text as Plotly shows it letter by letter. Plotly reads its labels as a small HTML (`<b>`, `<br>`, `<a>`)
 * and, where MathJax is on the page, `$...$` as a formula; names of files and images are neither.
 */
export function plotText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\$/g, '&#36;')
    .replace(/\r\n|[\r\n]/g, ' ');
}

/** Plotly's own line break between texts that are each shown letter by letter. */
export function plotLines(lines: readonly string[]): string {
  return lines.map(plotText).join('<br>');
}
