import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { addGram, multiplyBlock } from './block-products';
import type { CentredData } from './centred-data';
import { columnMeans } from './column-means';

/** Columns of a block: 256 of 300 float64 rows are 600 KB, which a core's second-level cache holds. */
const blockWidth = 256;

/** Centred data by plain loops, in float64 from the start. A matrix with more rows than columns is transposed on the way. */
export function plainCentred(X: Matrix): CentredData {
  const { rows, columns, data } = X;
  const mean = columnMeans(X);
  const wide = columns > rows;
  const short = wide ? rows : columns;
  const long = wide ? columns : rows;
  // The loops take 3 and 6 rows at a time: the surplus is zero.
  const blockRows = Math.ceil(short / 6) * 6;

  /** One block after the other, `blockRows` x `width`, row by row; the next overwrites it. The last may be narrower. */
  const forEachBlock = (callback: (block: Float64Array, start: number, width: number) => void): void => {
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
  };

  const gramWithout = (known: Float64Array): Float64Array => {
    const padded = padRows(known, short, blockRows);
    const count = padded.length / blockRows;
    const coefficients = new Float64Array(count * Math.min(blockWidth, long));
    const sums = new Float64Array(blockRows * blockRows);
    forEachBlock((block, _, width) => {
      if (count > 0) projectOut(block, width, padded, blockRows, coefficients);
      addGram(block, blockRows, width, sums);
    });
    return mirrored(sums, blockRows, short);
  };

  return {
    short,
    long,
    mean,
    gram: gramWithout(new Float64Array(0)),
    gramWithout,
    multiply: (vectors) => {
      const padded = padRows(vectors, short, blockRows);
      const out = new Float64Array((padded.length / blockRows) * long);
      forEachBlock((block, start, width) => {
        multiplyBlock(padded, blockRows, block, width, out, long, start);
      });
      return out.subarray(0, (vectors.length / short) * long);
    },
  };
}

/** Vectors of length `from` lengthened to `to` by zeros, and their number to a multiple of 3. */
function padRows(vectors: Float64Array, from: number, to: number): Float64Array {
  const count = vectors.length / from;
  const padded = new Float64Array(Math.ceil(count / 3) * 3 * to);
  for (let k = 0; k < count; k++) padded.set(vectors.subarray(k * from, (k + 1) * from), k * to);
  return padded;
}

/** The first `n` rows and columns of a symmetric matrix of which the lower triangle is there. */
function mirrored(lower: Float64Array, stride: number, n: number): Float64Array {
  const whole = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) whole[i * n + j] = whole[j * n + i] = lower[i * stride + j];
  }
  return whole;
}

/** Subtracts from each column of the block its part in the span of `known`. */
function projectOut(
  block: Float64Array,
  width: number,
  known: Float64Array,
  rows: number,
  coefficients: Float64Array,
): void {
  multiplyBlock(known, rows, block, width, coefficients, width, 0);
  for (let k = 0; k < known.length / rows; k++) {
    for (let i = 0; i < rows; i++) {
      const value = known[k * rows + i];
      for (let t = 0; t < width; t++) block[i * width + t] -= value * coefficients[k * width + t];
    }
  }
}
