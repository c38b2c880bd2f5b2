import {
  checkFinite,
  createMatrix,
  type Matrix,
  squarable,
  timesPowerOfTwo,
} from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { PCA } from 'ml-pca';
import { gramSvd, signOfLargest } from './gram-svd';
import { hasNative, nativeCentred, nativeScores } from './native';
import { columnMeans, plainCentred, plainScores } from './plain';

/**
 * The factors of a PCA by the package ml-pca (its SVD). For comparison and small matrices: it took
 * 12 s for 300 x 4,096. Values below float64 rounding count as 0.
 */
function mlPca({ rows, columns, data }: Matrix, mean: Float64Array, k: number): PcaFactors {
  const centred = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => data[i * columns + j] - mean[j]),
  );
  const result = new PCA(centred, { method: 'SVD', center: false });
  const squares = result.getEigenvalues().map((value) => Math.max(0, value) * (rows - 1));
  const directions = result.getEigenvectors();
  const totalSquares = squares.reduce((sum, value) => sum + value, 0);
  const noise = Math.max(rows, columns) * Number.EPSILON * Math.sqrt(squares[0]);
  const left = new Float64Array(k * rows);
  const right = new Float64Array(k * columns);
  const singularValues = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    const value = Math.sqrt(squares[c]);
    if (!(value > noise)) continue;
    singularValues[c] = value;
    for (let j = 0; j < columns; j++) right[c * columns + j] = directions.get(j, c);
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += centred[i][j] * right[c * columns + j];
      left[c * rows + i] = sum / value;
    }
  }
  return { left, right: () => right, singularValues, totalSquares };
}

export interface PcaOptions {
  /** How many components. Default 50 as in the paper, or as many as the matrix has, min(rows, columns), if that is less. */
  components?: number;
  /** `gram` (default): ours, exact also for very wide matrices. `ml-pca`: the package's SVD, for small ones. */
  engine?: 'gram' | 'ml-pca';
}

/** What `pca` finds; components in order of falling variance. k is the number of components. */
export interface Pca {
  /** The rows in the new coordinates: rows x k. */
  readonly scores: Matrix<Float64Array>;
  /** The directions, one a row, orthonormal: k x columns. A direction without variance is a row of zeros. */
  readonly components: Matrix<Float64Array>;
  /** The mean of each column. */
  readonly mean: Float64Array;
  /** Variance of each score over the rows (divided by rows - 1). */
  readonly explainedVariance: Float64Array;
  /** The same as a share of the whole variance, 0 to 1; 0 where the data has none. */
  readonly explainedVarianceRatio: Float64Array;
  /** Singular values of the centred matrix. */
  readonly singularValues: Float64Array;
}

/** What `pcaScores` finds: a `Pca` without its directions. */
export type PcaScores = Omit<Pca, 'components' | 'mean'>;

/** What an engine finds of the centred matrix; vectors are rows, zero where a singular value is 0. */
export interface PcaFactors {
  /** k x rows */
  readonly left: Float64Array;
  /** k x columns, computed when called */
  readonly right: () => Float64Array;
  readonly singularValues: Float64Array;
  /** The sum of all squared singular values, of those left out as well. */
  readonly totalSquares: number;
}

/**
 * Principal component analysis, exact, in float64: the paper's first step from features to points.
 *
 * Equal to scikit-learn's `PCA(k, svd_solver='full')` and signed like version 1.2 of it: in each
 * column of the scores the entry largest in absolute value is positive. Components that carry no
 * variance (rank-deficient data) have singular value 0, zero scores and a zero direction, where
 * scikit-learn gives arbitrary directions and rounding noise. Data as small as 1e-200 keeps its components and their shares;
 * a variance too small for a number is 0.
 *
 * @param X rows x columns, such as images x features; not changed, and not copied as a whole
 * @throws InputError for fewer than two rows, more components than min(rows, columns), NaN or infinity.
 */
export function pca(X: Matrix, options: PcaOptions = {}): Pca {
  const { columns } = X;
  const { mean, signs, right, ...scores } = factorise(X, options);
  const components = right();
  for (const [c, sign] of signs.entries()) {
    if (sign < 0) for (let j = c * columns; j < (c + 1) * columns; j++) components[j] = -components[j];
  }
  return { ...scores, mean, components: createMatrix(signs.length, columns, components) };
}

/**
 * A PCA (`pca`) without its directions, where the rows' new coordinates are all that is asked: in a wide matrix the
 * directions cost about a third of the time, and memory of k x columns.
 *
 * @throws InputError as `pca`.
 */
export function pcaScores(X: Matrix, options: PcaOptions = {}): PcaScores {
  const { scores, explainedVariance, explainedVarianceRatio, singularValues } = factorise(X, options);
  return { scores, explainedVariance, explainedVarianceRatio, singularValues };
}

interface Factorised extends PcaScores, Pick<Pca, 'mean'> {
  /** Of each component: whether an engine's direction is turned. */
  readonly signs: readonly (1 | -1)[];
  /** The engine's directions, k x columns. */
  readonly right: () => Float64Array;
}

function factorise(X: Matrix, { components, engine = 'gram' }: PcaOptions): Factorised {
  const { rows, columns } = X;
  if (rows < 2) throw new InputError(`PCA needs at least two rows; the matrix has ${rows}.`);
  const most = Math.min(rows, columns);
  const k = components ?? Math.min(50, most);
  if (!(Number.isInteger(k) && k >= 1 && k <= most)) {
    throw new InputError(
      `A ${rows} x ${columns} matrix has 1 to ${most} principal components, not ${k}. Ask for at most ${most}.`,
    );
  }
  const { mean, left, right, singularValues, totalSquares } =
    engine === 'ml-pca' ? mlPcaFactors(X, k) : gramFactors(X, k);
  if (totalSquares < tiny) {
    const { scaled, exponent } = squarable(X);
    if (exponent !== 0) return enlarge(factorise(scaled, { components, engine }), exponent, mean);
  }
  const signs = Array.from({ length: k }, (_, c) => signOfLargest(left.subarray(c * rows, (c + 1) * rows)));
  const scores = new Float64Array(rows * k);
  for (const [c, sign] of signs.entries()) {
    for (let i = 0; i < rows; i++) scores[i * k + c] = sign * singularValues[c] * left[c * rows + i];
  }
  const squares = singularValues.map((value) => value * value);
  return {
    scores: createMatrix(rows, k, scores),
    mean,
    explainedVariance: squares.map((value) => value / (rows - 1)),
    explainedVarianceRatio: squares.map((value) => (totalSquares > 0 ? value / totalSquares : 0)),
    singularValues,
    signs,
    right,
  };
}

/** Below this sum of squares, some of them may have vanished. */
const tiny = 2 ** -600;

/** What was found of a matrix that had been divided by a power of two. */
function enlarge(found: Factorised, exponent: number, mean: Float64Array): Factorised {
  const times = (values: Float64Array): Float64Array =>
    values.map((value) => timesPowerOfTwo(value, exponent));
  const { scores, explainedVariance, singularValues } = found;
  return {
    ...found,
    mean,
    scores: createMatrix(scores.rows, scores.columns, times(scores.data)),
    singularValues: times(singularValues),
    explainedVariance: explainedVariance.map((value) => timesPowerOfTwo(value, 2 * exponent)),
  };
}

/**
 * New rows in the coordinates of a PCA: (X - mean) times the components.
 *
 * @param X rows x columns, as many columns as the PCA was made of
 * @returns rows x k
 * @throws InputError for another number of columns, NaN or infinity.
 */
export function transform({ components, mean }: Pca, X: Matrix): Matrix<Float64Array> {
  const { rows, columns: width } = X;
  if (width !== components.columns) {
    throw new InputError(`The PCA was made of ${components.columns} columns; these rows have ${width}.`);
  }
  checkFinite(X, 'PCA');
  const scores = hasNative() ? nativeScores(components, mean, X) : plainScores(components, mean, X);
  return createMatrix(rows, components.rows, scores);
}

type CentredFactors = PcaFactors & Pick<Pca, 'mean'>;

function gramFactors(X: Matrix, k: number): CentredFactors {
  const data = hasNative() ? nativeCentred(X) : plainCentred(X);
  // One number that is not finite makes its column's mean so. Large ones may as well: that is told further on.
  if (!allFinite(data.mean)) checkFinite(X, 'PCA');
  const { values, shortVectors, longVectors, totalSquares } = gramSvd(data, k);
  const wide = X.columns > X.rows;
  return {
    mean: data.mean,
    left: wide ? shortVectors : longVectors(),
    right: wide ? longVectors : () => shortVectors,
    singularValues: values,
    totalSquares,
  };
}

function mlPcaFactors(X: Matrix, k: number): CentredFactors {
  checkFinite(X, 'PCA');
  const mean = columnMeans(X);
  return { mean, ...mlPca(X, mean, k) };
}

function allFinite(numbers: Float64Array): boolean {
  // One that is not makes the sum so: 0 times infinity or NaN is NaN.
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += 0 * numbers[i];
  return sum === 0;
}
