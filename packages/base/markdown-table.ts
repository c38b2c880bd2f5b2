/** One column: its head, and how each row fills it. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
}

/**
 * A Markdown table with its columns padded to one width each, as Prettier writes it, so that a generated file needs no
 * formatting.
 */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const escape = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();
  const cells = [
    columns.map(({ head }) => escape(head)),
    ...rows.map((row) => columns.map(({ cell }) => escape(cell(row)))),
  ];
  const widths = columns.map((_, c) => Math.max(3, ...cells.map((line) => line[c].length)));
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const padded = cells.map((texts) =>
    line(texts.map((text, c) => (columns[c].right ? text.padStart(widths[c]) : text.padEnd(widths[c])))),
  );
  const rule = line(
    widths.map((width, c) => (columns[c].right ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))),
  );
  return [padded[0], rule, ...padded.slice(1)].join('\n');
}
