import { squarableList } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupRanks, tiedGroups } from './dispersion';

/**
 * Pearson's correlation of two lists of numbers, -1 to 1; 0 where one of them is constant, which says nothing of the other.
 *
 * @throws InputError for lists of different lengths.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new InputError(
      `A correlation needs two lists of one length; these have ${a.length} and ${b.length}.`,
    );
  }
  return ofScaled(squarableList(a).scaled, squarableList(b).scaled);
}

function ofScaled(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, ab, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i] - meanA, b[i] - meanB];
    aa += da * da;
    ab += da * db;
    bb += db * db;
  }
  // Rounding leaves constants a variance of this order.
  const none = (sum: number, level: number): boolean => sum <= a.length * (1e-7 * Math.abs(level)) ** 2;
  return none(aa, meanA) || none(bb, meanB) ? 0 : ab / Math.sqrt(aa * bb);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * Spearman's rank correlation of two lists of numbers, -1 to 1: whether one rises where the other does, whatever the
 * shape of the rise. Equal numbers share the mean of their ranks, as in SciPy's `spearmanr`. Of two unrelated lists of n
 * numbers it is 0 on average, with a standard deviation of 1 / sqrt(n - 1).
 *
 * @throws InputError for lists of different lengths or fewer than two numbers, a number that is not finite, and a list
 *   whose numbers are all the same, which has no order.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length < 2) {
    throw new InputError(
      `A rank correlation needs two lists of one length, at least 2; these have ${a.length} and ${b.length}.`,
    );
  }
  const ranksA = ranks(a);
  const ranksB = ranks(b);
  if ([ranksA, ranksB].some((list) => list.every((rank) => rank === list[0]))) {
    throw new InputError('All numbers of a list are the same: they have no order.');
  }
  return correlation(ranksA, ranksB);
}

/** The rank of each number, from 1; equal ones have the mean of theirs. */
function ranks(values: ArrayLike<number>): Float64Array {
  const { groupOf, count } = tiedGroups(values);
  const sizes = new Int32Array(count);
  for (const group of groupOf) sizes[group]++;
  const rankOf = groupRanks(sizes);
  return Float64Array.from(groupOf, (group) => rankOf[group]);
}
