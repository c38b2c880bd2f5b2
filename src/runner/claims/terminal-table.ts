import { paperText, valueText } from '../../claims/value-text';
import type { ClaimRecord } from './claim-record';

/** Below this many columns a table has no room: one claim below the other instead. */
const NARROW = 88;
const GAP = '  ';
const HEADS = ['Verdict', 'Section', 'Claim', 'Paper', 'Ours', 'Holds if'];
/** The widest that columns grow, and which share the rest. */
const WIDEST = [15, 16, 0, 18, 14, 0];
const SIGNS: Record<string, string> = { holds: '✓', 'holds weakly': '~', 'does not hold': '✗' };

/** The claims as a table for a terminal of the given width, in characters; every line fits. */
export function claimsTable(claims: readonly ClaimRecord[], width: number): string {
  return width < NARROW ? blocks(claims, width) : grid(claims, width);
}

function grid(claims: readonly ClaimRecord[], width: number): string {
  const rows = claims.map((claim) => [
    signed(claim.verdict),
    claim.section,
    `${[claim.text, ...others(claim)].join(' ')}\n${claim.id}`,
    paperText(claim.paper),
    valueText(claim.ours),
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
    Math.min(widest, Math.max(...[HEADS[c], ...rows.map((row) => row[c])].map(length))),
  );
  const rest = width - GAP.length * (widths.length - 1) - widths.reduce((a, b) => a + b, 0);
  widths[2] = Math.floor(rest * 0.6);
  widths[5] = rest - widths[2];
  return widths;
}

function blocks(claims: readonly ClaimRecord[], width: number): string {
  const inner = Math.max(20, width - 2);
  return claims
    .map((claim) => {
      const head = wrap(`${signed(claim.verdict)}${GAP}${claim.section}${GAP}(${claim.id})`, width);
      const body = [
        [claim.text, ...others(claim)].join(' '),
        `Paper: ${paperText(claim.paper)}. Ours: ${valueText(claim.ours)}. Holds if ${claim.threshold}.`,
      ];
      return [...head, ...body.flatMap((text) => wrap(text, inner).map((line) => `  ${line}`))].join('\n');
    })
    .join('\n\n');
}

function others(claim: ClaimRecord): string[] {
  return (claim.also ?? []).map(
    ({ notebook, verdict, ours }) => `(In ${notebook}: ${valueText(ours)}, ${verdict}.)`,
  );
}

function signed(verdict: string): string {
  return SIGNS[verdict] ? `${SIGNS[verdict]} ${verdict}` : verdict;
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
