import { invert } from './invert';

/** A linear transform of n numbers and its inverse, as matrices of n x n, row by row. */
export interface SquareTransform {
  readonly size: number;
  /** Row u gives coefficient u; every row has length 1, so that white noise keeps its deviation. */
  readonly forward: Float64Array;
  readonly inverse: Float64Array;
}

/** The transform whose analysis matrix is `rows`, each row scaled to length 1, with the exact inverse. */
export function squareTransform(rows: Float64Array): SquareTransform {
  const size = Math.sqrt(rows.length);
  const forward = Float64Array.from(rows);
  for (let row = 0; row < size; row++) {
    const values = forward.subarray(row * size, (row + 1) * size);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < size; i++) values[i] /= length;
  }
  return { size, forward, inverse: invert(forward, size) };
}
