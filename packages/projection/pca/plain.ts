import type { Matrix } from '@ddr-lab/base/arrays/matrix';

/**
 * A matrix minus the mean of each column, and the sweeps over it that a PCA needs. Each reads the data in
 * blocks along its longer side and works in float64: no copy of the whole is ever made. There is an engine in
 * plain loops, for every machine, and one by native kernels.
 */
export interface CentredData {
  /** The shorter side, min(rows, columns): vectors of this length are `short` vectors. */
  readonly short: number;
  /** The longer side, max(rows, columns). */
  readonly long: number;
  /** The mean of each column. Not finite where a number of the column is not, or the sum overflows. */
  readonly mean: Float64Array;
  /** short x short: the inner products of the centred matrix along its longer side. */
  readonly gram: Float64Array;
  /** The same of what is left of the data without its part along `known`, orthonormal short vectors in rows. */
  gramWithout(known: Float64Array): Float64Array;
  /** Short vectors in rows (count x short) times the centred matrix with its shorter side as rows: count x long. */
  multiply(vectors: Float64Array): Float64Array;
}

/**
 * The mean of each column, summed in float64. In a float64 matrix the mean is taken twice, the second time of what the
 * first leaves: so columns that are constant are so exactly.
 */
export function columnMeans(X: Matrix): Float64Array {
  const { rows, columns, data } = X;
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) mean[j] += data[row + j];
  }
  for (let j = 0; j < columns; j++) mean[j] /= rows;
  if (data instanceof Float32Array) return mean;
  const rest = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) rest[j] += data[row + j] - mean[j];
  }
  for (let j = 0; j < columns; j++) mean[j] += rest[j] / rows;
  return mean;
}

/**
 * Adds block x block' to the lower triangle of `gram` (blockRows x blockRows); blockRows is a multiple of 6.
 *
 * Three rows by three keep nine sums in registers and load six numbers for nine products: the
 * fastest of 2 x 2, 3 x 3 and 4 x 4 here (2 thousand million products a second and core).
 */
function addGram(block: Float64Array, blockRows: number, width: number, gram: Float64Array): void {
  for (let i = 0; i < blockRows; i += 3) {
    const a0 = i * width;
    const a1 = a0 + width;
    const a2 = a1 + width;
    for (let j = 0; j <= i; j += 3) {
      const b0 = j * width;
      const b1 = b0 + width;
      const b2 = b1 + width;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      for (let t = 0; t < width; t++) {
        const x0 = block[a0 + t];
        const x1 = block[a1 + t];
        const x2 = block[a2 + t];
        const y0 = block[b0 + t];
        const y1 = block[b1 + t];
        const y2 = block[b2 + t];
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s20 += x2 * y0;
        s21 += x2 * y1;
        s22 += x2 * y2;
      }
      const g0 = i * blockRows + j;
      const g1 = g0 + blockRows;
      const g2 = g1 + blockRows;
      gram[g0] += s00;
      gram[g0 + 1] += s01;
      gram[g0 + 2] += s02;
      gram[g1] += s10;
      gram[g1 + 1] += s11;
      gram[g1 + 2] += s12;
      gram[g2] += s20;
      gram[g2 + 1] += s21;
      gram[g2 + 2] += s22;
    }
  }
}

/**
 * Writes vectors (count x rows, count a multiple of 3) x block (rows x width, rows a multiple of 6) into columns
 * `start` to `start + width` of `out` (count x stride).
 *
 * Three vectors by six rows at a time: each sum is loaded and stored once for six products.
 */
function multiplyBlock(
  vectors: Float64Array,
  rows: number,
  block: Float64Array,
  width: number,
  out: Float64Array,
  stride: number,
  start: number,
): void {
  const count = vectors.length / rows;
  for (let k = 0; k < count; k += 3) {
    const u = k * stride + start;
    const v = u + stride;
    const w = v + stride;
    out.fill(0, u, u + width);
    out.fill(0, v, v + width);
    out.fill(0, w, w + width);
    for (let i = 0; i < rows; i += 6) {
      const from = k * rows + i;
      const u0 = vectors[from];
      const u1 = vectors[from + 1];
      const u2 = vectors[from + 2];
      const u3 = vectors[from + 3];
      const u4 = vectors[from + 4];
      const u5 = vectors[from + 5];
      const v0 = vectors[from + rows];
      const v1 = vectors[from + rows + 1];
      const v2 = vectors[from + rows + 2];
      const v3 = vectors[from + rows + 3];
      const v4 = vectors[from + rows + 4];
      const v5 = vectors[from + rows + 5];
      const w0 = vectors[from + 2 * rows];
      const w1 = vectors[from + 2 * rows + 1];
      const w2 = vectors[from + 2 * rows + 2];
      const w3 = vectors[from + 2 * rows + 3];
      const w4 = vectors[from + 2 * rows + 4];
      const w5 = vectors[from + 2 * rows + 5];
      const b0 = i * width;
      const b1 = b0 + width;
      const b2 = b1 + width;
      const b3 = b2 + width;
      const b4 = b3 + width;
      const b5 = b4 + width;
      for (let t = 0; t < width; t++) {
        const x0 = block[b0 + t];
        const x1 = block[b1 + t];
        const x2 = block[b2 + t];
        const x3 = block[b3 + t];
        const x4 = block[b4 + t];
        const x5 = block[b5 + t];
        out[u + t] += u0 * x0 + u1 * x1 + u2 * x2 + u3 * x3 + u4 * x4 + u5 * x5;
        out[v + t] += v0 * x0 + v1 * x1 + v2 * x2 + v3 * x3 + v4 * x4 + v5 * x5;
        out[w + t] += w0 * x0 + w1 * x1 + w2 * x2 + w3 * x3 + w4 * x4 + w5 * x5;
      }
    }
  }
}

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

/** (X - mean) times the components (k x columns), rows x k, by plain loops in float64. */
export function plainScores(
  components: Matrix<Float64Array>,
  mean: Float64Array,
  { rows, columns, data }: Matrix,
): Float64Array {
  const k = components.rows;
  const scores = new Float64Array(rows * k);
  const centred = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) centred[j] = data[i * columns + j] - mean[j];
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += centred[j] * components.data[c * columns + j];
      scores[i * k + c] = sum;
    }
  }
  return scores;
}
