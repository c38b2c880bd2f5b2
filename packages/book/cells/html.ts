import { printable } from '@ddr-lab/charts/text';

/** Text as HTML shows it letter by letter, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
