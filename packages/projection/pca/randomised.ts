import {
  checkFinite,
  createMatrix,
  type Matrix,
  squarable,
  timesPowerOfTwo,
} from '@ddr-lab/base/arrays/matrix';
import { type RowBlocks, rowBlocks } from '@ddr-lab/base/arrays/row-blocks';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { setImmediate } from 'node:timers/promises';
import { orthonormalBasis } from './orthonormal-rows';
import { pca, type Pca } from './pca';
import { hasNative } from './native';
import { columnMeans } from './plain';
import { nativeTurned, plainTurned } from './row-products';
import { subspaceStep } from './subspace-step';

/** What `randomisedPca` takes besides the data. */
export interface RandomisedPcaOptions {
  /** How many components. Default 50, or as many as the matrix has, min(rows, columns), if that is less. */
  readonly components?: number;
  /**
   * Directions searched besides those wanted; default as many as these. More cost time in proportion, and lessen the error: of features of
   * networks twice the directions do more than twice the iterations (docs/projection.md).
   */
  readonly oversampling?: number;
  /** Times the data is gone through to turn the directions; default 4. */
  readonly iterations?: number;
  /** Seed of the directions that the search begins with; default 0. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  /** Stops between two blocks; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What `randomisedPca` finds: a `Pca`, and how far off it is. */
export interface RandomisedPca extends Pca {
  /**
   * Of each component |A' u - s v| / s, A the centred matrix, u, v and s what was found (A v = s u holds to rounding): 0 for a singular
   * triple. A true singular value lies within residual / sqrt(2) of s, as a part of s. 0 where s is 0.
   */
  readonly residuals: Float64Array;
}

/**
 * Principal components by a randomised search: subspace iteration from random directions, orthonormalised at every step, and what the
 * data is within them (Halko et al. 2011, algorithms 4.4 and 5.1). It reads the data iterations + 2 times, in blocks of rows, and holds
 * 3 (components + oversampling) (rows + columns) numbers besides: for matrices whose Gram matrix is too large for `pca`.
 *
 * Singular values come out at most as large as they are, and how far off each may be is said by `residuals`. Where the spectrum falls
 * slowly, single directions among the last are mixed with those left out; the room that all of them span is hardly worse than the best.
 * Numbers are float64, signs as in `pca`. The same seed gives the same result on the same machine.
 *
 * @param X rows x columns, or a source that gives its rows in blocks; not changed
 * @throws InputError for fewer than two rows, more components than min(rows, columns), settings out of their range, NaN or infinity.
 */
export async function randomisedPca(
  X: Matrix | RowBlocks,
  options: RandomisedPcaOptions = {},
): Promise<RandomisedPca> {
  if ('blocks' in X) return search(X, checked(X, options), options);
  const settings = checked(X, options);
  checkFinite(X, 'PCA');
  const { scaled, exponent } = squarable(X);
  const found = await search(rowBlocks(scaled), settings, options);
  return exponent === 0 ? found : enlarged(found, exponent, columnMeans(X));
}

interface Settings {
  readonly k: number;
  /** Directions that are searched. */
  readonly count: number;
  readonly iterations: number;
  readonly seed: number;
}

function checked(
  { rows, columns }: Pick<Matrix, 'rows' | 'columns'>,
  options: RandomisedPcaOptions,
): Settings {
  const { components, iterations = 4, seed = 0 } = options;
  if (rows < 2) throw new InputError(`PCA needs at least two rows; the matrix has ${rows}.`);
  const most = Math.min(rows, columns);
  const k = components ?? Math.min(50, most);
  if (!(Number.isInteger(k) && k >= 1 && k <= most)) {
    throw new InputError(
      `A ${rows} x ${columns} matrix has 1 to ${most} principal components, not ${k}. Ask for at most ${most}.`,
    );
  }
  const { oversampling = k } = options;
  for (const [what, value] of Object.entries({ oversampling, iterations })) {
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new InputError(`Randomised PCA: ${what} is a whole number of 0 or more, not ${value}.`);
    }
  }
  return { k, count: Math.min(most, k + oversampling), iterations, seed };
}

async function search(
  source: RowBlocks,
  { k, count, iterations, seed }: Settings,
  { onProgress, signal = currentSignal() }: RandomisedPcaOptions,
): Promise<RandomisedPca> {
  const { rows, columns } = source;
  const total = (iterations + 2) * rows;
  let done = 0;
  const through: Through = async (work) => {
    let start = 0;
    for await (const block of source.blocks()) {
      // A block holds the thread for a while: let messages through, an interrupt among them.
      await setImmediate();
      signal?.throwIfAborted();
      work(block, start);
      start += block.rows;
      onProgress?.({ done: (done += block.rows), total });
    }
  };
  const mean = await meanOf(source, through);
  const step = subspaceStep();
  const random = createRandom(seed);
  const drawn = Float64Array.from({ length: count * columns }, () => random.normal());
  let vectors = orthonormalBasis(drawn, columns);
  for (let turn = 0; turn < iterations && vectors.length > 0; turn++) {
    const z = new Float64Array(vectors.length);
    await through((block) => {
      step(block, mean, vectors, new Float64Array((block.rows * vectors.length) / columns), z);
    });
    vectors = orthonormalBasis(z, columns);
  }
  const width = vectors.length / columns;
  const y = new Float64Array(rows * width);
  const z = new Float64Array(vectors.length);
  let totalSquares = 0;
  await through((block, start) => {
    totalSquares += squaresOf(block, mean);
    if (width > 0) step(block, mean, vectors, y.subarray(start * width, (start + block.rows) * width), z);
  });
  return componentsWithin({ rows, columns, k, mean, vectors, y, z, totalSquares });
}

/** Goes through all blocks, once; `start` is a block's first row. */
type Through = (work: (block: Matrix, start: number) => void) => Promise<void>;

/** @throws InputError naming the row of the first number that is not finite. */
async function meanOf({ rows, columns }: RowBlocks, through: Through): Promise<Float64Array> {
  const mean = new Float64Array(columns);
  await through((block, start) => {
    checkFinite(block, `PCA, counted from row ${start} on`);
    for (let i = 0; i < block.rows; i++) {
      const row = i * columns;
      for (let j = 0; j < columns; j++) mean[j] += block.data[row + j];
    }
  });
  for (let j = 0; j < columns; j++) mean[j] /= rows;
  return mean;
}

/** The sum of squares of a block less the columns' means. */
function squaresOf({ rows, columns, data }: Matrix, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) sum += (data[row + j] - mean[j]) ** 2;
  }
  return sum;
}

/** What the last time through the data has left. */
interface Searched {
  readonly rows: number;
  readonly columns: number;
  readonly k: number;
  readonly mean: Float64Array;
  /** Orthonormal directions V, count x columns. */
  readonly vectors: Float64Array;
  /** A V', rows x count. */
  readonly y: Float64Array;
  /** V A' A, count x columns. */
  readonly z: Float64Array;
  readonly totalSquares: number;
}

/** The singular triples of the data within the directions: those of A V', turned back. */
function componentsWithin(searched: Searched): RandomisedPca {
  const { rows, columns, k, mean, vectors, y, z, totalSquares } = searched;
  const width = vectors.length / columns;
  const inner = width > 0 ? pca(createMatrix(rows, width, y), { components: Math.min(k, width) }) : undefined;
  // As in `gramSvd`: what rounding can add up to where there should be nothing.
  const before = totalSquares + rows * mean.reduce((sum, value) => sum + value * value, 0);
  if (!Number.isFinite(before)) {
    throw new InputError('The numbers are so large that their squares overflow: scale them down.');
  }
  const noise = (Number.EPSILON * (4 + Math.sqrt(Math.min(rows, columns)))) ** 2 * before;
  const found = inner?.singularValues.filter((value) => value * value > noise).length ?? 0;
  const scores = new Float64Array(rows * k);
  const components = new Float64Array(k * columns);
  const singularValues = new Float64Array(k);
  const residuals = new Float64Array(k);
  if (inner && found > 0) {
    const turned = hasNative() ? nativeTurned : plainTurned;
    const factors = inner.components.data.subarray(0, found * width);
    components.set(turned(factors, vectors, columns));
    const images = turned(factors, z, columns);
    for (let c = 0; c < found; c++) {
      const value = inner.singularValues[c];
      singularValues[c] = value;
      for (let i = 0; i < rows; i++) scores[i * k + c] = inner.scores.data[i * inner.scores.columns + c];
      let squares = 0;
      for (let at = c * columns; at < (c + 1) * columns; at++) {
        squares += (images[at] / value / value - components[at]) ** 2;
      }
      residuals[c] = Math.sqrt(squares);
    }
  }
  const squares = singularValues.map((value) => value * value);
  return {
    scores: createMatrix(rows, k, scores),
    components: createMatrix(k, columns, components),
    mean,
    singularValues,
    explainedVariance: squares.map((value) => value / (rows - 1)),
    explainedVarianceRatio: squares.map((value) => (totalSquares > 0 ? value / totalSquares : 0)),
    residuals,
  };
}

/** What was found of a matrix that had been divided by a power of two. */
function enlarged(found: RandomisedPca, exponent: number, mean: Float64Array): RandomisedPca {
  const times = (values: Float64Array, power: number): Float64Array =>
    values.map((value) => timesPowerOfTwo(value, power));
  const { scores, explainedVariance, singularValues } = found;
  return {
    ...found,
    mean,
    scores: createMatrix(scores.rows, scores.columns, times(scores.data, exponent)),
    singularValues: times(singularValues, exponent),
    explainedVariance: times(explainedVariance, 2 * exponent),
  };
}
