import { squarableList } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

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
