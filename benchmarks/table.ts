import { exponents } from './exponent';
import type { ResultRow } from './results';

/** Milliseconds with three digits, as ms, s or min. */
export function formatMs(ms: number): string {
  if (ms < 1000) return `${digits(ms)} ms`;
  if (ms < 600_000) return `${digits(ms / 1000)} s`;
  return `${digits(ms / 60_000)} min`;
}

/** Three significant digits, no exponent. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** What the verdict column says: the target and whether it is reached. */
export function verdict({ target, met, ratio, aim, memory_met: memory }: ResultRow): string {
  if (target === null) return '';
  const words = met === null ? `target ${target}x` : met ? `reaches ${target}x` : `misses ${target}x`;
  const aimed = met && aim !== null && ratio !== null && ratio >= aim ? ` and ${aim}x` : '';
  const memorised = memory === null ? '' : memory ? ', less memory' : ', more memory';
  return words + aimed + memorised;
}

const columns: readonly { readonly head: string; readonly cell: (row: ResultRow) => string }[] = [
  { head: 'row', cell: (row) => row.title },
  { head: 'size', cell: (row) => row.size },
  { head: 'ours', cell: ({ ours_ms: ms }) => (ms === null ? '-' : formatMs(ms)) },
  { head: 'peer', cell: (row) => row.peer },
  { head: 'its time', cell: ({ peer_ms: ms }) => (ms === null ? '-' : formatMs(ms)) },
  { head: 'ratio', cell: ({ ratio }) => (ratio === null ? '-' : `${digits(ratio)}x`) },
  {
    head: '(pairs)',
    cell: ({ ratio_pairs: pairs }) => (pairs === null ? '' : `${digits(pairs[0])}-${digits(pairs[1])}`),
  },
  { head: 'MiB', cell: ({ ours_mib: mib }) => (mib === null ? '-' : mib.toFixed(0)) },
  { head: 'its MiB', cell: ({ peer_mib: mib }) => (mib === null ? '-' : mib.toFixed(0)) },
  {
    head: 'same result',
    cell: ({ agreement }) =>
      agreement === null
        ? '-'
        : `${agreement.holds ? 'yes' : 'NO'} (${Number(agreement.value.toPrecision(3))})`,
  },
  { head: 'target', cell: verdict },
];

/** The table as it is printed: columns aligned, one line a row and peer. */
export function formatTable(rows: readonly ResultRow[], { head = true }: { head?: boolean } = {}): string {
  const lines = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const cells = head ? [columns.map((column) => column.head), ...lines] : lines;
  const widths = columns.map((_, c) => Math.max(...cells.map((line) => line[c].length)));
  return cells
    .map((line) =>
      line
        .map((cell, c) => cell.padEnd(widths[c]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What a reader must know besides the table, one line each. */
export function remarks(rows: readonly ResultRow[]): string[] {
  const lines: string[] = [];
  for (const row of rows) {
    if (row.failure) lines.push(`${row.name}: ${row.failure}.`);
    for (const [side, parts] of [
      ['ours', row.ours_parts],
      [row.peer, row.peer_parts],
    ] as const) {
      if (!parts) continue;
      const words = Object.entries(parts).map(([part, ms]) => `${part} ${formatMs(ms)}`);
      lines.push(`${row.name}, ${side}: ${words.join(', ')}.`);
    }
  }
  for (const [name, row] of new Map(rows.map((row) => [`${row.name} x ${row.growth}`, row]))) {
    const { waiting = 0, others = 0 } = row.disturbance ?? {};
    if (others > 0.1) lines.push(`${name}: other programs took ${digits(others)} cores: measure again.`);
    if (waiting > 0.05) lines.push(`${name}: waiting workers took ${digits(waiting)} cores.`);
  }
  for (const { name, side, exponent, sizes } of exponents(rows)) {
    lines.push(
      `${name}, ${side}: time grows as the images to the power ${exponent.toFixed(2)} (${sizes} sizes).`,
    );
  }
  // Ours stands beside each of its peers, but is told once.
  return [...new Set(lines)];
}
