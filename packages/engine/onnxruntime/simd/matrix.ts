import { block } from './elementwise';
import { firstAddress, loops, memoryFor, type ReducingLoop } from './loops';

/** A reduction of the rows and of the columns of float32 matrices. */
export interface Reduction {
  readonly rows: ReducingLoop;
  readonly columns: ReducingLoop;
  /** What a result is before any number has come to it. */
  readonly start: number;
  /** Two partial results as one. */
  readonly combine: (a: number, b: number) => number;
  /** Whether results are float64 (sums) or float32. */
  readonly double: boolean;
}

/** Sums, in float64. */
export const sums: Reduction = {
  rows: loops.sumRows,
  columns: loops.sumColumns,
  start: 0,
  combine: (a, b) => a + b,
  double: true,
};

/** Maxima; NaN where any number is. */
export const maxima: Reduction = {
  rows: loops.maxRows,
  columns: loops.maxColumns,
  start: -Infinity,
  combine: Math.max,
  double: false,
};

/** Minima; NaN where any number is. */
export const minima: Reduction = {
  rows: loops.minRows,
  columns: loops.minColumns,
  start: Infinity,
  combine: Math.min,
  double: false,
};

/** Where a block of numbers lies, and behind it so many results, float64 at most. */
const from = firstAddress;
const to = from + block * 4;
const bytes = block * 4 + block * 8;

type Results = Float64Array | Float32Array;

/** One result for each of `rows` rows of `columns` numbers, which must not be 0. */
export function reduceRows(
  values: Float32Array,
  rows: number,
  columns: number,
  reduction: Reduction,
): Results {
  const { floats, doubles } = memoryFor(bytes);
  const partial = reduction.double ? doubles.subarray(to / 8) : floats.subarray(to / 4);
  const results = (reduction.double ? new Float64Array(rows) : new Float32Array(rows)).fill(reduction.start);
  if (columns > block) {
    for (let row = 0; row < rows; row++) {
      for (let start = 0; start < columns; start += block) {
        const count = Math.min(block, columns - start);
        floats.set(values.subarray(row * columns + start, row * columns + start + count), from / 4);
        reduction.rows(from, to, 1, count);
        results[row] = reduction.combine(results[row], partial[0]);
      }
    }
    return results;
  }
  const step = Math.floor(block / columns);
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    floats.set(values.subarray(row * columns, (row + count) * columns), from / 4);
    reduction.rows(from, to, count, columns);
    results.set(partial.subarray(0, count), row);
  }
  return results;
}

/**
 * One result for each column of `rows` rows of `columns` numbers, for `count` such matrices one behind the
 * other: count x columns results.
 */
export function reduceColumns(
  values: Float32Array,
  count: number,
  rows: number,
  columns: number,
  reduction: Reduction,
): Results {
  const { floats, doubles } = memoryFor(bytes);
  const partial = reduction.double ? doubles.subarray(to / 8) : floats.subarray(to / 4);
  const size = count * columns;
  const results = reduction.double ? new Float64Array(size) : new Float32Array(size);
  const width = Math.min(block, columns);
  const step = Math.floor(block / width);
  for (let matrix = 0; matrix < count; matrix++) {
    for (let column = 0; column < columns; column += width) {
      const wide = Math.min(width, columns - column);
      partial.fill(reduction.start, 0, wide);
      // Rows wider than a block come one at a time, in parts.
      const many = wide === columns ? step : 1;
      for (let row = 0; row < rows; row += many) {
        const high = Math.min(many, rows - row);
        const start = (matrix * rows + row) * columns + column;
        floats.set(values.subarray(start, start + (high - 1) * columns + wide), from / 4);
        reduction.columns(from, to, high, wide);
      }
      results.set(partial.subarray(0, wide), matrix * columns + column);
    }
  }
  return results;
}
