import { createMatrix, type Matrix } from './matrix';

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
