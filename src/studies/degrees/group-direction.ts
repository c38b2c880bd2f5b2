import { type Matrix, solvePositiveDefinite } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** What `groupDirection` takes. */
export interface GroupDirectionOptions {
  /**
   * `difference`: from the mean of the first rows to that of the second. `discriminant` (default): Fisher's, which turns this
   * difference away from what varies within the groups; for few columns (components, means of channels).
   */
  readonly by?: 'difference' | 'discriminant';
  /** Of `discriminant`: how far the covariance is drawn to a multiple of the identity, 0 to 1; default 0.1. */
  readonly shrinkage?: number;
}

/**
 * The direction in which one group of points lies from another.
 *
 * `discriminant` is the coefficient vector of scikit-learn's `LinearDiscriminantAnalysis(solver='lsqr', shrinkage=0.1)` for groups of
 * one size, up to its length: the inverse of the covariance within the groups, times the difference of their means.
 *
 * @param X a point a row
 * @param first rows of the group where the direction begins
 * @param second rows of the group to which it points
 * @returns as many numbers as X has columns; its length means nothing.
 * @throws InputError for an empty group, where nothing varies within the groups, and for a discriminant of over 2,000 columns.
 */
export function groupDirection(
  X: Matrix,
  first: readonly number[],
  second: readonly number[],
  { by = 'discriminant', shrinkage = 0.1 }: GroupDirectionOptions = {},
): Float64Array {
  if (first.length === 0 || second.length === 0) {
    throw new InputError('A direction from one group to another needs rows of both.');
  }
  const { columns: d, data } = X;
  const meanOf = (rows: readonly number[]): Float64Array => {
    const mean = new Float64Array(d);
    for (const row of rows) for (let j = 0; j < d; j++) mean[j] += data[row * d + j] / rows.length;
    return mean;
  };
  const means = [meanOf(first), meanOf(second)];
  const difference = means[1].map((value, j) => value - means[0][j]);
  if (by === 'difference') return difference;
  if (d > 2000) {
    throw new InputError(`A discriminant of ${d} columns is too much: reduce them first, by pcaScores say.`);
  }
  const within = new Float64Array(d * d);
  const away = new Float64Array(d);
  for (const [g, rows] of [first, second].entries()) {
    for (const row of rows) {
      for (let j = 0; j < d; j++) away[j] = data[row * d + j] - means[g][j];
      for (let i = 0; i < d; i++) {
        for (let j = 0; j <= i; j++) within[i * d + j] += (away[i] * away[j]) / (2 * rows.length);
      }
    }
  }
  let trace = 0;
  for (let i = 0; i < d; i++) trace += within[i * d + i];
  if (!(trace > 0)) throw new InputError('All points of a group are the same: there is no discriminant.');
  for (let i = 0; i < within.length; i++) within[i] *= 1 - shrinkage;
  for (let i = 0; i < d; i++) within[i * d + i] += (shrinkage * trace) / d;
  return solvePositiveDefinite(within, difference);
}
