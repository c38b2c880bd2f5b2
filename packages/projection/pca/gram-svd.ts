import { InputError } from '@ddr-lab/base/errors';
import type { CentredData } from './plain';
import { symmetricEigen } from './symmetric-eigen';

/** The sign of the entry that is largest in absolute value, the first of equals; 1 for zeros. */
export function signOfLargest(vector: Float64Array): 1 | -1 {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}

/** The largest singular values of a matrix with `short` rows and `long` columns, and their vectors. */
export interface TruncatedSvd {
  /** From the largest; exactly 0 where nothing but rounding is left. */
  readonly values: Float64Array;
  /** count x short, orthonormal rows; zero rows for values of 0. */
  readonly shortVectors: Float64Array;
  /** count x long, likewise: computed from the data at each call, which takes about half as long as all the rest. */
  readonly longVectors: () => Float64Array;
  /** The sum of all squared singular values, of those left out as well. */
  readonly totalSquares: number;
}

/**
 * Eigenvalues below this share of the largest are not taken from one Gram matrix: squaring the data
 * squares its condition number, and rounding has eaten 6 of 16 digits there. They are found again
 * from the data without the directions already known.
 */
const trusted = 1e-6;

/**
 * The `count` largest singular values and vectors, through the eigenvectors of the short side's Gram
 * matrix (the "snapshot" method of Sirovich, 1987; Golub and Van Loan, 8.6).
 *
 * Where the spectrum falls by more than six orders (in eigenvalues), the directions found so far
 * are projected out of the data and the rest gets a Gram matrix of its own, so that small
 * components are as exact as an SVD of the data would give them.
 *
 * @param count at most `data.short`
 * @throws InputError when squares of the data overflow.
 */
export function gramSvd(data: CentredData, count: number): TruncatedSvd {
  const { short } = data;
  const vectors = new Float64Array(count * short);
  const values = new Float64Array(count);
  const totalSquares = trace(data.gram, short);
  // What rounding can add up to where there should be nothing, as a sum of squares over all entries.
  const precision = (Number.EPSILON * (4 + Math.sqrt(short))) ** 2;
  let noise = precision * squaresBeforeCentring(data, totalSquares);
  let { gram } = data;
  let found = 0;
  for (;;) {
    const eigen = symmetricEigen(gram, short, (all) => {
      const weak = all.findIndex((value) => value <= noise || value < trusted * all[0]);
      return Math.min(weak < 0 ? short : weak, count - found);
    });
    const known = found;
    for (let i = 0; i * short < eigen.vectors.length; i++) {
      const vector = eigen.vectors.subarray(i * short, (i + 1) * short);
      if (!orthonormalise(vector, vectors, known)) break;
      // An eigenvector may point either way; PCA wants this one, and turning long vectors takes longer.
      if (signOfLargest(vector) < 0) for (let j = 0; j < short; j++) vector[j] = -vector[j];
      vectors.set(vector, found * short);
      values[found++] = Math.sqrt(eigen.values[i]);
    }
    if (found === known || found === count) break;
    // Rounding of this Gram matrix has tilted the weakest of its vectors, and the known directions let that much through.
    noise += precision * eigen.values[0] * (eigen.values[0] / values[found - 1] ** 2);
    gram = data.gramWithout(vectors.subarray(0, found * short));
  }
  // Vectors of length 1 / value give directions of length 1.
  const scaled = vectors.map((entry, at) => entry && entry / values[Math.floor(at / short)]);
  return { values, shortVectors: vectors, longVectors: () => data.multiply(scaled), totalSquares };
}

function trace(gram: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += gram[i * n + i];
  return finite(sum);
}

/** The sum of squares of all numbers with their means: each is off by some units in its last place. */
function squaresBeforeCentring({ short, long, mean }: CentredData, totalSquares: number): number {
  const rows = (short * long) / mean.length;
  let squares = 0;
  for (let j = 0; j < mean.length; j++) squares += mean[j] * mean[j];
  return finite(totalSquares + rows * squares);
}

function finite(squares: number): number {
  if (Number.isFinite(squares)) return squares;
  throw new InputError('The numbers are so large that their squares overflow: scale them down.');
}

/**
 * Takes the part along the first `count` known vectors off and restores unit length, in place.
 *
 * @returns false when hardly anything is left: then the vector was but rounding.
 */
function orthonormalise(vector: Float64Array, known: Float64Array, count: number): boolean {
  const n = vector.length;
  for (let k = 0; k < count; k++) {
    let inner = 0;
    for (let i = 0; i < n; i++) inner += vector[i] * known[k * n + i];
    for (let i = 0; i < n; i++) vector[i] -= inner * known[k * n + i];
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0.5)) return false;
  for (let i = 0; i < n; i++) vector[i] /= length;
  return true;
}
