import { squarableList } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupRanks, tiedGroups, type TiedGroups } from './dispersion';
import { checkDraws, type ImageDraws } from './image-draws';

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

/**
 * The rank correlation (`rankCorrelation`) of two numbers that each point has, of the points that each redraw of the images takes, an
 * image drawn twice being there twice.
 *
 * @param a one number a point, as `b`.
 * @returns a rank correlation for each redraw; NaN where it takes no point, or points that are all the same in a or in b.
 * @throws InputError for another number of points drawn than numbers, and for a number that is not finite.
 */
export function resampledRankCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  draws: ImageDraws,
): number[] {
  checkDraws(draws, a.length);
  checkDraws(draws, b.length);
  const [ofA, ofB] = [tiedGroups(a), tiedGroups(b)];
  const weights = new Float64Array(a.length);
  return draws.counts.map((drawn) => {
    let taken = 0;
    for (let i = 0; i < weights.length; i++) {
      weights[i] = drawn[draws.imageOf[i]];
      taken += weights[i];
    }
    const [ranksA, ranksB] = [drawnRanks(ofA, weights), drawnRanks(ofB, weights)];
    // Of all ranks, whatever the ties.
    const mean = (taken + 1) / 2;
    let [aa, ab, bb] = [0, 0, 0];
    for (let i = 0; i < weights.length; i++) {
      const [fromA, fromB] = [ranksA[ofA.groupOf[i]] - mean, ranksB[ofB.groupOf[i]] - mean];
      aa += weights[i] * fromA * fromA;
      ab += weights[i] * fromA * fromB;
      bb += weights[i] * fromB * fromB;
    }
    // Ranks are halves of whole numbers: where all are the same, the squares are 0 and not nearly so.
    return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : NaN;
  });
}

/** The rank of each group in one redraw. */
function drawnRanks({ groupOf, count }: TiedGroups, weights: Float64Array): Float64Array {
  const sizes = new Float64Array(count);
  for (let i = 0; i < weights.length; i++) sizes[groupOf[i]] += weights[i];
  return groupRanks(sizes);
}
