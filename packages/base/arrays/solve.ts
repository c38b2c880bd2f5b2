import { InputError } from '../errors';

/**
 * Solves A x = b for a symmetric positive definite A, by Cholesky's decomposition.
 *
 * @param A n x n, row by row; only its lower half is read. Not changed.
 * @param b n numbers
 * @throws InputError where A is not positive definite, or not n x n.
 */
export function solvePositiveDefinite(A: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  if (A.length !== n * n) {
    throw new InputError(`${n} equations need ${n} x ${n} coefficients, not ${A.length}.`);
  }
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A[i * n + j];
      for (let k = 0; k < j; k++) rest -= L[i * n + k] * L[j * n + k];
      if (i > j) {
        L[i * n + j] = rest / L[j * n + j];
        continue;
      }
      if (!(rest > 0)) {
        throw new InputError(
          'The matrix is not positive definite: columns depend on each other. A shrinkage above 0 helps.',
        );
      }
      L[i * n + i] = Math.sqrt(rest);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * n + k] * x[k];
    x[i] /= L[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= L[k * n + i] * x[k];
    x[i] /= L[i * n + i];
  }
  return x;
}
