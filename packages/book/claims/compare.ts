import { valueText } from './value-text';
import { type ClaimRecord, eachCheck, type RecordedInterval } from './claim-record';

/** How a run's claims stand beside the committed ones. */
export interface Comparison {
  /** What must not be: sentences, each naming the claim or the notebook. */
  readonly worse: readonly string[];
  /** What the committed record does not know yet. */
  readonly news: readonly string[];
}

/** The verdicts, best first. */
const ORDER = ['holds', 'holds weakly', 'does not hold'];

/**
 * Holds the claims of a run against the committed ones. Worse is: a verdict that fell (from `holds` to `holds weakly`,
 * too: a result that fades is seen before it is gone), a claim that its notebook no longer checks, a notebook of the
 * record that did not run. News, which harms nothing: a verdict that rose, a claim that the record does not have, and a verdict
 * that fell without a change: one that t-SNE leaves open, by numbers that differ by no more than its runs.
 *
 * @param run names of the notebooks that were run to their end, and of those that failed: they are told of elsewhere, and their claims
 * are not looked for.
 */
export function compareClaims(
  committed: readonly ClaimRecord[],
  found: readonly ClaimRecord[],
  { ran, failed }: { ran: readonly string[]; failed: readonly string[] },
): Comparison {
  const worse: string[] = [];
  const news: string[] = [];
  const key = ({ id, notebook }: ClaimRecord): string => `${id}\n${notebook}`;
  const now = new Map(eachCheck(found).map((claim) => [key(claim), claim]));
  const before = new Map(eachCheck(committed).map((claim) => [key(claim), claim]));
  const recorded = [...new Set([...before.values()].map(({ notebook }) => notebook))];
  for (const notebook of recorded) {
    if (ran.includes(notebook) || failed.includes(notebook)) continue;
    worse.push(`${notebook}: the committed claims name this notebook, and it was not run`);
  }
  for (const [id, claim] of before) {
    if (!ran.includes(claim.notebook)) continue;
    const other = now.get(id);
    if (other === undefined) {
      worse.push(`${claim.id}: ${claim.notebook} no longer checks it (it was: ${claim.verdict})`);
    } else if (other.verdict !== claim.verdict) {
      const change = `${claim.id}: ${outcome(claim)}, now ${outcome(other)} (${claim.notebook}; ${claim.threshold})`;
      const fell = rank(other) > rank(claim);
      if (fell && !leftOpen(claim, other)) worse.push(change);
      else news.push(fell ? `${change}: t-SNE leaves it open` : change);
    }
  }
  for (const [id, { id: name, notebook, verdict }] of now) {
    if (!before.has(id)) news.push(`${name}: not in the committed record yet (${notebook}: ${verdict})`);
  }
  return { worse, news };
}

/** Whether one of the two verdicts was never decided, and the ranges of the number over runs of t-SNE meet. */
function leftOpen(before: ClaimRecord, now: ClaimRecord): boolean {
  if (!before.undecided && !now.undecided) return false;
  const [a, b] = [before.runs, now.runs];
  return a !== undefined && b !== undefined && !(beyond(a, b) || beyond(b, a));
}

/** Whether all of one range lies above the other; an open end, null, is infinite. */
function beyond({ low }: RecordedInterval, { high }: RecordedInterval): boolean {
  return (low ?? -Infinity) > (high ?? Infinity);
}

function outcome({ verdict, ours }: ClaimRecord): string {
  return `${verdict} (${valueText(ours)})`;
}

/** Words that are no verdict are the worst. */
function rank({ verdict }: ClaimRecord): number {
  const place = ORDER.indexOf(verdict);
  return place < 0 ? ORDER.length : place;
}
