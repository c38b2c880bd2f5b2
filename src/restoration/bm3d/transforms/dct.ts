import { squareTransform, type SquareTransform } from './square-transform';

/** The orthonormal discrete cosine transform (type II) of n numbers; SciPy's `dct(..., norm='ortho')`. */
export function dct(n: number): SquareTransform {
  const rows = new Float64Array(n * n);
  for (let u = 0; u < n; u++) {
    for (let x = 0; x < n; x++) rows[u * n + x] = Math.cos((Math.PI * (2 * x + 1) * u) / (2 * n));
  }
  return squareTransform(rows);
}
