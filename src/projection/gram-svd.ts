import { InputError } from '../errors';
import type { BlockProducts } from './block-products';
import type { CentredBlocks } from './centred-blocks';
import { symmetricEigen } from './symmetric-eigen';

/** The largest singular values of a matrix with `short` rows and `long` columns, and their vectors. */
export interface TruncatedSvd {
  /** From the largest; exactly 0 where nothing but rounding is left. */
  readonly values: Float64Array;
  /** count x short, orthonormal rows; zero rows for values of 0. */
  readonly shortVectors: Float64Array;
  /** count x long, likewise. */
  readonly longVectors: Float64Array;
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
 * @param count at most `blocks.short`
 * @throws InputError when squares of the data overflow.
 */
export function gramSvd(blocks: CentredBlocks, count: number, products: BlockProducts): TruncatedSvd {
  const { short, long, blockRows } = blocks;
  const padded = Math.ceil(count / 3) * 3;
  // Rows are padded with zeros to what the block kernels take.
  const vectors = new Float64Array(padded * blockRows);
  const values = new Float64Array(count);
  let found = 0;
  let totalSquares = 0;
  while (found < count) {
    const gram = gramMatrix(blocks, products, vectors.subarray(0, Math.ceil(found / 3) * 3 * blockRows));
    let trace = 0;
    for (let i = 0; i < short; i++) trace += gram[i * short + i];
    if (!Number.isFinite(trace)) {
      throw new InputError('The numbers are so large that their squares overflow: scale them down.');
    }
    if (found === 0) totalSquares = trace;
    const eigen = symmetricEigen(gram, short);
    const first = found;
    for (let i = 0; i < short && found < count; i++) {
      if (eigen.values[i] <= blocks.noise || eigen.values[i] < trusted * eigen.values[0]) break;
      const vector = eigen.vectors.subarray(i * short, (i + 1) * short);
      if (!orthonormalise(vector, vectors, blockRows, first)) break;
      vectors.set(vector, found * blockRows);
      values[found++] = Math.sqrt(eigen.values[i]);
    }
    if (found === first) break;
  }
  const longVectors = new Float64Array(padded * long);
  blocks.forEach((block, start, width) => {
    products.multiplyBlock(vectors, blockRows, block, width, longVectors, long, start);
  });
  for (let k = 0; k < found; k++) {
    const scale = 1 / values[k];
    for (let j = k * long; j < (k + 1) * long; j++) longVectors[j] *= scale;
  }
  const shortVectors = new Float64Array(count * short);
  for (let k = 0; k < count; k++) {
    shortVectors.set(vectors.subarray(k * blockRows, k * blockRows + short), k * short);
  }
  return { values, shortVectors, longVectors: longVectors.subarray(0, count * long), totalSquares };
}

/**
 * The short x short matrix of inner products, of what is left of the data without `known`.
 *
 * @param known vectors of length `blockRows`, a multiple of 3 of them
 */
function gramMatrix(blocks: CentredBlocks, products: BlockProducts, known: Float64Array): Float64Array {
  const { short, blockRows } = blocks;
  const sums = new Float64Array(blockRows * blockRows);
  let coefficients = new Float64Array(0);
  blocks.forEach((block, _, width) => {
    if (known.length > 0) {
      if (coefficients.length !== (known.length / blockRows) * width) {
        coefficients = new Float64Array((known.length / blockRows) * width);
      }
      projectOut(products, block, width, known, blockRows, coefficients);
    }
    products.addGram(block, blockRows, width, sums);
  });
  const gram = new Float64Array(short * short);
  for (let i = 0; i < short; i++) {
    for (let j = 0; j <= i; j++) {
      gram[i * short + j] = sums[i * blockRows + j];
      gram[j * short + i] = sums[i * blockRows + j];
    }
  }
  return gram;
}

/** Subtracts from each column of the block its part in the span of `known`. */
function projectOut(
  products: BlockProducts,
  block: Float64Array,
  width: number,
  known: Float64Array,
  rows: number,
  coefficients: Float64Array,
): void {
  products.multiplyBlock(known, rows, block, width, coefficients, width, 0);
  for (let k = 0; k < known.length / rows; k++) {
    for (let i = 0; i < rows; i++) {
      const value = known[k * rows + i];
      for (let t = 0; t < width; t++) block[i * width + t] -= value * coefficients[k * width + t];
    }
  }
}

/**
 * Takes the part along the first `count` known vectors off and restores unit length, in place.
 *
 * @returns false when hardly anything is left: then the vector was but rounding.
 */
function orthonormalise(vector: Float64Array, known: Float64Array, stride: number, count: number): boolean {
  for (let k = 0; k < count; k++) {
    let inner = 0;
    for (let i = 0; i < vector.length; i++) inner += vector[i] * known[k * stride + i];
    for (let i = 0; i < vector.length; i++) vector[i] -= inner * known[k * stride + i];
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0.5)) return false;
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return true;
}
