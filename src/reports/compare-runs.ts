import { InputError } from '@ddr-lab/base/errors';
import { type ClaimRecord, eachCheck } from '@ddr-lab/book/claims/claim-record';
import { oursText, verdictText } from '@ddr-lab/book/claims/value-text';
import { textTable, type TextTable } from '@ddr-lab/book/cells/table-format';

/** A claim in run A and in run B. */
export interface ClaimComparison {
  readonly id: string;
  readonly notebook: string;
  readonly section: string;
  /** Left out where the run did not check it. */
  readonly a?: ClaimRecord;
  readonly b?: ClaimRecord;
  /**
   * `verdict`: another verdict; `beyond`: the same one, but each number lies outside the other's interval; `number`: another number, of
   * which no interval tells whether it is chance; `within`: another, inside an interval; `same`; `A alone`, `B alone`.
   */
  readonly moved: 'verdict' | 'beyond' | 'number' | 'within' | 'same' | 'A alone' | 'B alone';
}

/** Two runs of notebooks, claim by claim. */
export interface RunsComparison {
  readonly claims: readonly ClaimComparison[];
  readonly notes: readonly string[];
}

/** The claims of a run with the name that messages give it. */
export interface NamedClaims {
  readonly name: string;
  readonly claims: readonly ClaimRecord[];
}

/**
 * The claims of two runs (`claims.json` of `ddr run`) by notebook and id: which verdicts changed, which numbers left the other's interval.
 *
 * @throws InputError where they have no claim in common.
 */
export function compareRuns(a: NamedClaims, b: NamedClaims): RunsComparison {
  const key = ({ id, notebook }: ClaimRecord): string => `${notebook}\n${id}`;
  const [left, right] = [a, b].map(({ claims }) => new Map(eachCheck(claims).map((one) => [key(one), one])));
  const claims = [...new Set([...left.keys(), ...right.keys()])].map((one): ClaimComparison => {
    const [first, second] = [left.get(one), right.get(one)];
    const { id, notebook, section } = (first ?? second)!;
    const both = { ...(first && { a: first }), ...(second && { b: second }) };
    return { id, notebook, section, ...both, moved: movedOf(first, second) };
  });
  if (!claims.some((claim) => claim.a && claim.b)) {
    throw new InputError(
      `${a.name} and ${b.name} are not comparable: no claim is checked in both. Run the same notebooks for each.`,
    );
  }
  return { claims, notes: notesOn(claims) };
}

function movedOf(a: ClaimRecord | undefined, b: ClaimRecord | undefined): ClaimComparison['moved'] {
  if (!a || !b) return a ? 'A alone' : 'B alone';
  if (a.verdict !== b.verdict) return 'verdict';
  if (JSON.stringify(a.ours) === JSON.stringify(b.ours)) return 'same';
  const told = [isInside(a, b), isInside(b, a)].filter((one) => one !== undefined);
  if (told.length === 0) return 'number';
  return told.includes(true) ? 'within' : 'beyond';
}

/** Whether a claim's number lies in the other's interval; undefined where there is none of that number. */
function isInside({ ours }: ClaimRecord, { interval }: ClaimRecord): boolean | undefined {
  if (typeof ours !== 'number' || !interval || interval.of !== undefined) return undefined;
  const { low, high } = interval;
  return ours >= (low ?? -Infinity) && ours <= (high ?? Infinity);
}

function notesOn(claims: readonly ClaimComparison[]): string[] {
  const notes: string[] = [];
  const words = (side: 'a' | 'b', field: 'images' | 'backend'): string =>
    [...new Set(claims.flatMap((claim) => claim[side]?.[field] ?? []))].sort().join('; ');
  for (const [field, what] of [
    ['images', 'Images'],
    ['backend', 'Backends'],
  ] as const) {
    const [one, other] = [words('a', field), words('b', field)];
    if (one !== other)
      notes.push(`${what} differ: ${one || 'none told'} in A, ${other || 'none told'} in B.`);
  }
  const set = (side: 'a' | 'b'): string =>
    [
      ...new Set(
        claims.flatMap((claim) => (claim[side] ? [JSON.stringify(claim[side].parameters ?? {})] : [])),
      ),
    ].join('; ');
  if (set('a') !== set('b')) {
    notes.push(`Parameters differ from the notebooks' own by ${set('a')} in A, by ${set('b')} in B.`);
  }
  return notes;
}

/** What a word of `moved` means, for a table. */
const words: Readonly<Record<ClaimComparison['moved'], string>> = {
  verdict: 'verdict',
  beyond: 'beyond the intervals',
  number: 'another number',
  within: 'within an interval',
  same: '',
  'A alone': 'in A alone',
  'B alone': 'in B alone',
};

/** The claims as a table, those that moved alone unless `all`. */
export function claimsTable({ claims }: RunsComparison, { all = false } = {}): TextTable {
  const side = (claim: ClaimRecord | undefined): string[] =>
    claim ? [oursText(claim), verdictText(claim)] : ['–', '–'];
  const rows = claims
    .filter(({ moved }) => all || moved !== 'same')
    .map(({ id, notebook, a, b, moved }) => [
      notebook.split('-')[0],
      id,
      words[moved],
      ...side(a),
      ...side(b),
    ]);
  return textTable(['notebook', 'claim', 'moved', 'A', 'verdict A', 'B', 'verdict B'], rows);
}

/** How many claims moved, in a sentence. */
export function claimsText({ claims }: RunsComparison): string {
  const count = (moved: ClaimComparison['moved']): number =>
    claims.filter((claim) => claim.moved === moved).length;
  const both = claims.filter(({ a, b }) => a && b).length;
  return (
    `Of ${both} claims in both: ${count('verdict')} with another verdict, ${count('beyond')} with a number outside the other's interval, ` +
    `${count('within')} with another number inside it, ${count('number')} with another number and no interval, ${count('same')} the same.`
  );
}
