import { InputError } from '../errors';
import type { NpyArray } from './npy';

/** A dense matrix, row by row: one row an image (or a point), one column a feature. */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Data;
}

/**
 * A matrix over `data` (not copied).
 *
 * @throws InputError when `data` does not hold rows x columns numbers.
 */
export function createMatrix<Data extends Float32Array | Float64Array>(
  rows: number,
  columns: number,
  data: Data,
): Matrix<Data> {
  if (data.length !== rows * columns) {
    throw new InputError(`A ${rows} x ${columns} matrix has ${rows * columns} numbers, not ${data.length}.`);
  }
  return { rows, columns, data };
}

/**
 * An array as a matrix: the first axis are the rows, all others are flattened into the columns
 * (100 x 32 x 32 x 64 features become 100 x 65,536). Floats are not copied; integers become float64.
 *
 * @param name what to call the array in an error.
 * @throws InputError when the array has no rows or no columns, or an integer beyond 2^53.
 */
export function asMatrix({ shape, data }: NpyArray, name = 'The array'): Matrix {
  const rows = shape.length > 0 ? shape[0] : 0;
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  if (rows === 0 || columns === 0) {
    throw new InputError(`${name} has the shape (${shape.join(', ')}): rows of numbers are needed.`);
  }
  if (data instanceof Float32Array || data instanceof Float64Array) return createMatrix(rows, columns, data);
  const numbers = Float64Array.from(data as ArrayLike<number | bigint>, Number);
  const unsafe = numbers.findIndex((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER);
  if (unsafe >= 0) {
    throw new InputError(`${name} holds the integer ${data[unsafe]}, beyond what float64 can tell apart.`);
  }
  return createMatrix(rows, columns, numbers);
}

/**
 * Makes sure that every number of a matrix is finite.
 *
 * @param what names the matrix in the error, such as 'The points' or a file.
 * @throws InputError naming the first NaN or infinity by row and column, counted from 0.
 */
export function checkFinite({ rows, columns, data }: Matrix, what: string): void {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    // A sum is finite unless a summand is not (or it overflows: then look closely).
    let sum = 0;
    for (let i = start; i < start + columns; i++) sum += data[i];
    if (Number.isFinite(sum)) continue;
    for (let i = start; i < start + columns; i++) {
      if (!Number.isFinite(data[i])) {
        throw new InputError(
          `${what}: row ${row}, column ${i - start} (counted from 0) is ${data[i]}. Only finite numbers can be used.`,
        );
      }
    }
  }
}

/** A matrix whose differences can be squared, and by which power of two it was divided: X = 2^exponent * scaled + a constant a column. */
export interface Squarable {
  readonly scaled: Matrix;
  readonly exponent: number;
}

/**
 * The matrix itself where the largest difference within a column lies between 2^-300 and 2^300 or is 0. Else its differences
 * from the first row, divided by a power of two (no digit is lost by that): squares of 1e-200 are 0 in float64, and what is
 * computed of them has lost its variance without a word.
 *
 * @param X NaN and infinity are left for others to refuse.
 * @param range another range of powers.
 */
export function squarable(X: Matrix, [least, most]: readonly [number, number] = [-300, 300]): Squarable {
  const largest = largestDifference(X);
  if (!(largest > 0) || !Number.isFinite(largest)) return { scaled: X, exponent: 0 };
  const exponent = Math.floor(Math.log2(largest));
  if (exponent >= least && exponent <= most) return { scaled: X, exponent: 0 };
  const { rows, columns, data } = X;
  const scaled = new Float64Array(rows * columns);
  for (let at = 0; at < scaled.length; at++) {
    scaled[at] = timesPowerOfTwo(data[at] - data[at % columns], -exponent);
  }
  return { scaled: createMatrix(rows, columns, scaled), exponent };
}

/** The largest difference of a number from the first of its column. */
function largestDifference({ columns, data }: Matrix): number {
  let largest = 0;
  for (let at = columns; at < data.length; at++) {
    const difference = Math.abs(data[at] - data[at % columns]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** value * 2^exponent, also where 2^exponent alone would overflow or vanish. */
export function timesPowerOfTwo(value: number, exponent: number): number {
  if (exponent === 0) return value;
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

/** A list divided by a power of two near its largest, and that power; itself where its squares are numbers as they are. */
export function squarableList(values: ArrayLike<number>): { scaled: ArrayLike<number>; exponent: number } {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  const exponent = largest > 0 && Number.isFinite(largest) ? Math.floor(Math.log2(largest)) : 0;
  if (Math.abs(exponent) <= 300) return { scaled: values, exponent: 0 };
  return { scaled: Array.from(values, (value) => timesPowerOfTwo(value, -exponent)), exponent };
}

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
