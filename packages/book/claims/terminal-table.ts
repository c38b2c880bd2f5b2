import { oursText, paperText, verdictText } from './value-text';
import { type ClaimRecord, type ClaimRow, claimRows } from './claim-record';

/** Below this many columns a table has no room: one claim below the other instead. */
const NARROW = 88;
const GAP = '  ';
const HEADS = ['Verdict', 'Section', 'Claim', 'Paper', 'Ours', 'Holds if'];
/** The widest that columns grow, and which share the rest. */
const WIDEST = [17, 16, 0, 18, 14, 0];
const SIGNS: Record<string, string> = { holds: '✓', 'holds weakly': '~', 'does not hold': '✗' };

/**
 * The claims as a table for a terminal of the given width, in characters; every line fits.
 *
 * @param photographs the same claims on photographs, told below the verdict; default none.
 */
export function claimsTable(
  claims: readonly ClaimRecord[],
  width: number,
  photographs: readonly ClaimRecord[] = [],
): string {
  const all = claimRows(claims, photographs);
  return width < NARROW ? blocks(all, width) : grid(all, width);
}

function grid(all: readonly ClaimRow[], width: number): string {
  const rows = all.map(({ claim, scenes, photographs }) => [
    [
      scenes ? signed(scenes) : '–',
      ...(photographs ? [`on photographs:\n${signed(photographs)}, ${oursText(photographs)}`] : []),
    ].join('\n'),
    claim.section,
    `${[claim.text, ...(scenes ? others(scenes) : [])].join(' ')}\n${claim.id}`,
    paperText(claim.paper),
    scenes ? oursText(scenes) : '–',
    claim.threshold,
  ]);
  const widths = columnWidths(rows, width);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, c) => text + ' '.repeat(widths[c] - length(text)))
      .join(GAP)
      .trimEnd();
  const lines = rows.map((row) => {
    const cells = row.map((text, c) => wrap(text, widths[c]));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, i) => line(cells.map((cell) => cell[i] ?? ''))).join('\n');
  });
  return [line(HEADS), line(widths.map((w) => '-'.repeat(w))), lines.join('\n\n')].join('\n');
}

function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const widths = WIDEST.map((widest, c) =>
    Math.min(widest, Math.max(...[HEADS[c], ...rows.flatMap((row) => row[c].split('\n'))].map(length))),
  );
  const rest = width - GAP.length * (widths.length - 1) - widths.reduce((a, b) => a + b, 0);
  widths[2] = Math.floor(rest * 0.6);
  widths[5] = rest - widths[2];
  return widths;
}

function blocks(rows: readonly ClaimRow[], width: number): string {
  const inner = Math.max(20, width - 2);
  return rows
    .map(({ claim, scenes, photographs }) => {
      const verdict = scenes ? signed(scenes) : '–';
      const head = wrap(`${verdict}${GAP}${claim.section}${GAP}(${claim.id})`, width);
      const ours = scenes ? ` Ours: ${oursText(scenes)}.` : '';
      const body = [
        [claim.text, ...(scenes ? others(scenes) : [])].join(' '),
        `Paper: ${paperText(claim.paper)}.${ours} Holds if ${claim.threshold}.`,
        ...(photographs ? [`On photographs: ${oursText(photographs)}, ${verdictText(photographs)}.`] : []),
      ];
      return [...head, ...body.flatMap((text) => wrap(text, inner).map((line) => `  ${line}`))].join('\n');
    })
    .join('\n\n');
}

function others(claim: ClaimRecord): string[] {
  return (claim.also ?? []).map(
    (other) => `(In ${other.notebook}: ${oursText(other)}, ${verdictText(other)}.)`,
  );
}

function signed(claim: Pick<ClaimRecord, 'verdict' | 'near'>): string {
  const sign = SIGNS[claim.verdict];
  return sign ? `${sign} ${verdictText(claim)}` : verdictText(claim);
}

/** Lines of at most `width` characters, broken at blanks; a word that is longer is cut. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(/\s+/).flatMap((long) => pieces(long, width))) {
      const last = lines[lines.length - 1];
      if (last === '') lines[lines.length - 1] = word;
      else if (length(last) + 1 + length(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

function pieces(word: string, width: number): string[] {
  const letters = [...word];
  const count = Math.max(1, Math.ceil(letters.length / width));
  return Array.from({ length: count }, (_, i) => letters.slice(i * width, (i + 1) * width).join(''));
}

function length(text: string): number {
  return [...text].length;
}
