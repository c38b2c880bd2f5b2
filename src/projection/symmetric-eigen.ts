import { inverseIteration } from './inverse-iteration';
import type { Tridiagonal } from './tridiagonal';
import { backTransform, tridiagonalise } from './tridiagonal';
import { tridiagonalQl } from './tridiagonal-ql';

export interface SymmetricEigen {
  /** All eigenvalues, from the largest to the smallest. */
  readonly values: Float64Array;
  /** count x n: row i belongs to `values[i]`; orthonormal. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues of a symmetric n x n matrix, and the eigenvectors of the largest.
 *
 * Householder's reduction to a tridiagonal matrix, QL steps for the eigenvalues, inverse iteration for the vectors
 * that are wanted. Where those are many, or inverse iteration does not converge, the QL steps turn all vectors
 * along.
 *
 * @param matrix row by row; not changed
 * @param wanted of how many eigenvalues vectors are wanted, told from the eigenvalues; all by default
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
  wanted: (values: Float64Array) => number = () => n,
): SymmetricEigen {
  // Scaled to [-1, 1], so that squares neither overflow nor vanish.
  const scale = largestMagnitude(matrix) || 1;
  const copy = new Float64Array(n * n);
  for (let i = 0; i < copy.length; i++) copy[i] = matrix[i] / scale;
  const reduced = tridiagonalise(copy, n);
  const scaled = reduced.diagonal.slice();
  tridiagonalQl(scaled, reduced.offDiagonal.slice());
  scaled.sort().reverse();
  const values = scaled.map((value) => scale * value);
  const count = wanted(values);
  // Making vectors orthogonal one by one grows with the square of their number: QL is cheaper then.
  const few = 3 * count <= n;
  const vectors = (few && inverseIteration(reduced, scaled.subarray(0, count))) || qlVectors(reduced, count);
  backTransform(reduced, vectors);
  return { values, vectors };
}

/** The eigenvectors of the `count` largest eigenvalues of T, by QL steps. */
function qlVectors({ n, diagonal, offDiagonal }: Tridiagonal, count: number): Float64Array {
  const values = diagonal.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  tridiagonalQl(values, offDiagonal.slice(), vectors);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  const sorted = new Float64Array(count * n);
  order.slice(0, count).forEach((from, to) => {
    sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return sorted;
}

function largestMagnitude(numbers: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(numbers[i]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
