import type { Matrix } from '../arrays/matrix';

/**
 * A matrix minus the mean of each column, seen with its shorter side as rows and handed out in
 * float64 blocks along its longer side: no copy of the whole is ever made. A matrix with more
 * rows than columns is transposed on the way.
 */
export interface CentredBlocks {
  /** The shorter side, min(rows, columns). */
  readonly short: number;
  /** The longer side, max(rows, columns). */
  readonly long: number;
  /** `short` rounded up to a multiple of 6: the rows of a block, the surplus zero (the kernels take 3 and 6 at a time). */
  readonly blockRows: number;
  /**
   * What rounding in float64 can add up to where there should be nothing, as a sum of squares over all
   * entries: each entry is off by some units in the last place of the largest number of the matrix.
   */
  readonly noise: number;
  /**
   * Calls back for one block after the other; a block is `blockRows` x `width`, row by row, and is
   * overwritten by the next. The last blocks may be narrower.
   */
  forEach(callback: (block: Float64Array, start: number, width: number) => void): void;
}

/**
 * @param mean one number a column, subtracted in float64
 * @param blockWidth columns of a block
 */
export function centredBlocks(
  { rows, columns, data }: Matrix,
  mean: Float64Array,
  blockWidth: number,
): CentredBlocks {
  const wide = columns > rows;
  const short = wide ? rows : columns;
  const long = wide ? columns : rows;
  const blockRows = Math.ceil(short / 6) * 6;
  return {
    short,
    long,
    blockRows,
    noise: rows * columns * (Number.EPSILON * (4 + Math.sqrt(short)) * largestMagnitude(data)) ** 2,
    forEach: (callback) => {
      const memory = new Float64Array(blockRows * Math.min(blockWidth, long));
      for (let start = 0; start < long; start += blockWidth) {
        const width = Math.min(blockWidth, long - start);
        const block = memory.subarray(0, blockRows * width);
        block.fill(0, short * width);
        if (wide) {
          for (let i = 0; i < short; i++) {
            const from = i * columns + start;
            for (let t = 0; t < width; t++) block[i * width + t] = data[from + t] - mean[start + t];
          }
        } else {
          for (let t = 0; t < width; t++) {
            const from = (start + t) * columns;
            for (let i = 0; i < short; i++) block[i * width + t] = data[from + i] - mean[i];
          }
        }
        callback(block, start, width);
      }
    },
  };
}

function largestMagnitude(data: Float32Array | Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** The mean of each column, summed in float64. */
export function columnMeans({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) mean[j] += data[row + j];
  }
  for (let j = 0; j < columns; j++) mean[j] /= rows;
  return mean;
}
