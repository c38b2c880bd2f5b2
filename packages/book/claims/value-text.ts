/**
 * A claim's number as people read it: whole ones whole, others with three significant digits at least; a mean with its
 * spread; text as it is; nothing as a dash. One form for the notebooks, the book, the README and `ddr claims`.
 */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value);
  const { mean, standardDeviation } = value as { mean?: unknown; standardDeviation?: unknown };
  if (typeof mean === 'number' && typeof standardDeviation === 'number') {
    return `${numberText(mean)} ± ${numberText(standardDeviation)}`;
  }
  return JSON.stringify(value);
}

function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3)));
}

/** An interval as claims show it, with three significant digits: `[241, 330]`, `[quotient: 1.6, 2.3]`; nothing where there is none. */
export function intervalText(interval: unknown): string {
  if (typeof interval !== 'object' || interval === null) return '';
  const { low, high, of } = interval as { low?: unknown; high?: unknown; of?: unknown };
  // JSON has no infinity: an open end is null.
  const end = (value: unknown, open: string): string =>
    typeof value === 'number' && Number.isFinite(value) ? String(Number(value.toPrecision(3))) : open;
  return `[${typeof of === 'string' ? `${of}: ` : ''}${end(low, '−∞')}, ${end(high, '∞')}]`;
}

/** Our number with its interval: `283.5 [241, 330]`. */
export function oursText({
  ours,
  interval,
}: {
  readonly ours: unknown;
  readonly interval?: unknown;
}): string {
  return [valueText(ours), intervalText(interval)].filter(Boolean).join(' ');
}

/** What stands behind a verdict that changes within the interval. */
export const NEAR = '†';

/** What stands behind a verdict that runs of t-SNE do not agree on. */
const UNDECIDED = '‡';

/** The verdict, marked where it changes within the interval or from run to run of t-SNE: `holds †`, `holds weakly †‡`. */
export function verdictText({
  verdict,
  near,
  undecided,
}: {
  readonly verdict: string;
  readonly near?: unknown;
  readonly undecided?: unknown;
}): string {
  const marks = `${near === true ? NEAR : ''}${undecided ? UNDECIDED : ''}`;
  return marks ? `${verdict} ${marks}` : verdict;
}

/** What the mark of an undecided verdict means. */
export const undecidedWords = (claims: readonly { readonly undecided?: unknown }[]): string =>
  claims.some(({ undecided }) => undecided)
    ? `${UNDECIDED}: other runs of t-SNE would give a better verdict; the lesser one counts.`
    : '';

/** What brackets and the mark mean, in a line of plain text; nothing where no claim has an interval. */
export function intervalWords(
  claims: readonly { readonly interval?: unknown; readonly near?: unknown; readonly undecided?: unknown }[],
): string {
  const open = undecidedWords(claims);
  if (!claims.some(({ interval }) => interval)) return open;
  const mark = claims.some(({ near }) => near === true)
    ? ` ${NEAR}: the verdict changes within it, other images may give another.`
    : '';
  return [`In brackets: the 95 % interval, had other images been drawn.${mark}`, open]
    .filter(Boolean)
    .join(' ');
}

/** The paper's own number with all its digits, or its words. */
export function paperText(paper: unknown): string {
  return typeof paper === 'number' ? String(paper) : valueText(paper);
}
