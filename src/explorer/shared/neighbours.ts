/** What patches are compared with: those of the map that may be neighbours. */
export interface Reference {
  /** rows x count, of every patch of the map. */
  readonly scores: Float32Array;
  readonly count: number;
  /** Rows that may be neighbours. */
  readonly rows: readonly number[];
  /** The group of every row, from 0. */
  readonly groups: ArrayLike<number>;
  readonly groupCount: number;
}

/** How many of a group's nearest patches its distance is the mean of. */
const NEAREST = 3;

/**
 * How far a patch is from each group: the mean distance to the three nearest patches of the group, in the principal components.
 *
 * @param scores of the patch, `count` numbers.
 * @returns one number a group; infinity for a group without patches.
 */
export function groupDistances(reference: Reference, scores: ArrayLike<number>): Float64Array {
  const { groups, groupCount, rows } = reference;
  const nearest = Array.from({ length: groupCount }, () => new Float64Array(NEAREST).fill(Infinity));
  for (const row of rows) insert(nearest[groups[row]], distance(reference, row, scores));
  return Float64Array.from(nearest, (list) => {
    const there = list.filter((value) => value < Infinity);
    return there.length === 0 ? Infinity : there.reduce((sum, value) => sum + value, 0) / there.length;
  });
}

/** The patches of the map nearest to one, itself (distance 0 at `except`) left out, from near to far. */
export function nearestRows(
  { scores: all, count, groups, groupCount }: Omit<Reference, 'rows'>,
  scores: ArrayLike<number>,
  { many = 6, except }: { many?: number; except?: number } = {},
): number[] {
  const reference = { scores: all, count, groups, groupCount, rows: [] };
  return Array.from({ length: all.length / count }, (_, row) => ({
    row,
    far: distance(reference, row, scores),
  }))
    .filter(({ row }) => row !== except)
    .sort((a, b) => a.far - b.far)
    .slice(0, many)
    .map(({ row }) => row);
}

function distance({ scores: all, count }: Reference, row: number, scores: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (all[row * count + k] - scores[k]) ** 2;
  return Math.sqrt(sum);
}

/** Keeps the least, in order. */
function insert(list: Float64Array, value: number): void {
  let at = list.length;
  while (at > 0 && value < list[at - 1]) at--;
  if (at === list.length) return;
  list.copyWithin(at + 1, at, list.length - 1);
  list[at] = value;
}

/** Probabilities of groups by their distances: the softmax of -distance / temperature. */
export function probabilities(distances: ArrayLike<number>, temperature: number): Float64Array {
  const nearest = Math.min(...Array.from(distances));
  const weights = Float64Array.from(distances, (value) => Math.exp(-(value - nearest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
