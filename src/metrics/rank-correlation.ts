import { InputError } from '@ddr-lab/base/errors';
import { correlation } from './correlation';
import { groupRanks, tiedGroups } from './tied-groups';

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
