import type { Plane } from '../plane';
import type { SquareTransform } from './square-transform';

/**
 * The coefficients of all patches of a plane whose upper left corner lies in a band of rows, computed as the
 * band moves down, each patch once.
 */
export interface PatchBand {
  /** Makes rows up to `last` available; rows must be asked for downwards, at most `rows` of them are kept. */
  reach(last: number): void;
  /** Where in `data` the n x n coefficients of the patch at row `y`, column `x` start. */
  offset(y: number, x: number): number;
  readonly data: Float32Array;
}

/**
 * A band of `rows` rows of patches over `plane`. With a `threshold`, coefficients of smaller magnitude are set to 0.
 */
export function createPatchBand(
  plane: Plane,
  transform: SquareTransform,
  rows: number,
  threshold = 0,
): PatchBand {
  const { size: n, forward } = transform;
  const columns = plane.width - n + 1;
  const area = n * n;
  const data = new Float32Array(rows * columns * area);
  /** n rows of pixels, transformed along x at every column: [row % n][column][u]. */
  const horizontal = new Float64Array(n * columns * n);
  let nextPixelRow = 0;
  let nextRow = 0;

  const transformPixelRow = (y: number): void => {
    const from = y * plane.width;
    const to = (y % n) * columns * n;
    for (let x = 0; x < columns; x++) {
      for (let u = 0; u < n; u++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += forward[u * n + i] * plane.data[from + x + i];
        horizontal[to + x * n + u] = sum;
      }
    }
  };

  const coefficients = new Float64Array(n);
  const transformRow = (y: number): void => {
    while (nextPixelRow < y + n) transformPixelRow(nextPixelRow++);
    const start = (y % rows) * columns * area;
    for (let x = 0; x < columns; x++) {
      for (let v = 0; v < n; v++) {
        coefficients.fill(0);
        for (let i = 0; i < n; i++) {
          const weight = forward[v * n + i];
          const from = ((y + i) % n) * columns * n + x * n;
          for (let u = 0; u < n; u++) coefficients[u] += weight * horizontal[from + u];
        }
        const to = start + x * area + v * n;
        for (let u = 0; u < n; u++) {
          const value = coefficients[u];
          data[to + u] = Math.abs(value) < threshold ? 0 : value;
        }
      }
    }
  };

  return {
    data,
    reach(last) {
      while (nextRow <= last) transformRow(nextRow++);
    },
    offset: (y, x) => ((y % rows) * columns + x) * area,
  };
}
