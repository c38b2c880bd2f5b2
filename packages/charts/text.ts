/** Characters that XML 1.0 does not know, and those that it and HTML discourage; half surrogates among them. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]|\p{Surrogate}/gu;
/** Signs that turn the direction of what follows them, and of nothing that can be seen. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text that every SVG, HTML and PDF can hold: a replacement sign (U+FFFD) for each character that they cannot. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

/**
 * Text as Plotly shows it letter by letter. Plotly reads its labels as a small HTML (`<b>`, `<br>`, `<a>`)
 * and, where MathJax is on the page, `$...$` as a formula; names of files and images are neither. Line breaks become
 * spaces, control characters a replacement sign.
 */
export function plotText(text: string): string {
  return printable(text.replace(/\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ').replace(turning, ''))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\$/g, '&#36;');
}

/** Plotly's own line break between texts that are each shown letter by letter. */
export function plotLines(lines: readonly string[]): string {
  return lines.map(plotText).join('<br>');
}

const signs: Record<string, string> = { lt: '<', gt: '>', amp: '&', '#36': '$', quot: '"', nbsp: ' ' };

/** The letters of a text in Plotly's HTML: without its tags, `<br>` a space. */
export function letterText(text: string): string {
  return text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(lt|gt|amp|#36|quot|nbsp);/g, (_, name: string) => signs[name]);
}
