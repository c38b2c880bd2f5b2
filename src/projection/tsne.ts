import { checkFinite } from '../arrays/finite';
import type { Matrix } from '../arrays/matrix';
import { createMatrix } from '../arrays/matrix';
import { InputError } from '../errors';
import type { OnProgress } from '../progress';
import { createRandom } from '../random/random';
import { jointProbabilities } from './affinities';
import { pca } from './pca';
import { descend } from './tsne-descent';
import { runTsneJs } from './tsne-js-engine';
import { tsneObjective } from './tsne-objective';

/** Defaults are the paper's settings, which are scikit-learn's before version 1.2. */
export interface TsneOptions {
  /** Dimensions of the map. Default 2. */
  dims?: number;
  /** Effective number of neighbours, above 0 and below the number of points. Default 30. */
  perplexity?: number;
  /** Seed of the random start. Default 0. */
  seed?: number;
  /**
   * `random` (default): normal with standard deviation 1e-4; `pca`: principal components scaled to that.
   * A matrix (n x dims) is the start itself, as it is: of an earlier map, say.
   */
  init?: 'random' | 'pca' | Matrix;
  /** Default 200. `auto` is max(points / earlyExaggeration / 4, 50), scikit-learn's newer default. */
  learningRate?: number | 'auto';
  /** Factor on the joint probabilities during the first iterations. Default 12. */
  earlyExaggeration?: number;
  /** How many iterations are exaggerated, at momentum 0.5. Default 250. */
  exaggerationIterations?: number;
  /** All iterations together. Default 1000. */
  iterations?: number;
  /** `exact` (default): ours. `tsne-js`: that package, with its own schedule; slow, and not to be cancelled midway. */
  engine?: 'exact' | 'tsne-js';
  onProgress?: OnProgress;
  /** Stops the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface TsneResult {
  /** One row a point: n x dims. */
  readonly points: Matrix<Float64Array>;
  /** Kullback-Leibler divergence of these points from the joint probabilities of X. */
  readonly kl: number;
  /** Iterations done: fewer than asked for when nothing moved any more. */
  readonly iterations: number;
}

/** What an engine gets; positions are dims x n, changed in place. */
export interface TsneTask {
  readonly X: Matrix;
  readonly positions: Float64Array;
  readonly settings: Required<Omit<TsneOptions, 'onProgress' | 'signal' | 'learningRate'>> & {
    learningRate: number;
  };
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Exact t-SNE (van der Maaten and Hinton, 2008) by scikit-learn's algorithm and schedule
 * (`TSNE(method='exact')`), in float64: the paper's second step, from 50 components to 2-D points.
 * Time and memory grow with the square of the number of points. The same seed gives the same points.
 *
 * @param X one row a point
 * @throws InputError when the perplexity is not below the number of points, for other settings out of
 *   their range, NaN or infinity.
 */
export async function tsne(X: Matrix, options: TsneOptions = {}): Promise<TsneResult> {
  const settings = checkSettings(X, options);
  const { onProgress, signal } = options;
  checkFinite(X, 't-SNE');
  if (signal?.aborted) throw signal.reason;
  const n = X.rows;
  const { dims } = settings;
  const positions = startPositions(X, settings);
  const objective = tsneObjective(jointProbabilities(X, settings.perplexity), n, dims);
  const task: TsneTask = { X, positions, settings, onProgress, signal };
  const iterations = settings.engine === 'tsne-js' ? await runTsneJs(task) : await descend(objective, task);
  const points = new Float64Array(n * dims);
  for (let i = 0; i < n; i++) for (let d = 0; d < dims; d++) points[i * dims + d] = positions[d * n + i];
  return { points: createMatrix(n, dims, points), kl: objective.divergence(positions), iterations };
}

function checkSettings(X: Matrix, options: TsneOptions): TsneTask['settings'] {
  const {
    dims = 2,
    perplexity = 30,
    seed = 0,
    init = 'random',
    earlyExaggeration = 12,
    exaggerationIterations = 250,
    iterations = 1000,
    engine = 'exact',
  } = options;
  const learningRate =
    options.learningRate === 'auto'
      ? Math.max(X.rows / earlyExaggeration / 4, 50)
      : (options.learningRate ?? 200);
  const demand = (holds: boolean, what: string, value: number): void => {
    if (!holds) throw new InputError(`t-SNE: ${what}, not ${value}.`);
  };
  demand(X.rows >= 2, 'at least two points are needed', X.rows);
  demand(Number.isInteger(dims) && dims >= 1, 'the dimensions must be a whole number of at least 1', dims);
  demand(perplexity > 0 && perplexity < Infinity, 'the perplexity must be above 0', perplexity);
  if (perplexity >= X.rows) {
    throw new InputError(
      `t-SNE: a perplexity of ${perplexity} needs more than ${perplexity} points, and there are ${X.rows}. ` +
        `Choose a perplexity below ${X.rows} (a third of the points is usual at most) or take more points.`,
    );
  }
  demand(Number.isSafeInteger(seed), 'the seed must be a whole number', seed);
  demand(learningRate > 0 && learningRate < Infinity, 'the learning rate must be above 0', learningRate);
  demand(
    earlyExaggeration >= 1 && earlyExaggeration < Infinity,
    'the exaggeration must be at least 1',
    earlyExaggeration,
  );
  for (const count of [exaggerationIterations, iterations]) {
    demand(Number.isInteger(count) && count >= 0, 'iterations must be a whole number', count);
  }
  demand(iterations >= 1, 'at least one iteration is needed', iterations);
  return {
    dims,
    perplexity,
    seed,
    init,
    learningRate,
    earlyExaggeration,
    exaggerationIterations,
    iterations,
    engine,
  };
}

/** The standard deviation that a map starts with, in either way. */
const startDeviation = 1e-4;

/** Where the points start: dims x n. */
function startPositions(X: Matrix, { init, dims, seed }: TsneTask['settings']): Float64Array {
  if (init === 'random') return randomStart(X.rows, dims, seed);
  if (init === 'pca') return principalStart(X, dims);
  if (init.rows !== X.rows || init.columns !== dims) {
    throw new InputError(
      `t-SNE: a start for ${X.rows} points in ${dims} dimensions is ${X.rows} x ${dims}, ` +
        `not ${init.rows} x ${init.columns}.`,
    );
  }
  checkFinite(init, 'the start of t-SNE');
  return byDimension(init);
}

/** An n x dims matrix as dims x n. */
function byDimension({ rows: n, columns: dims, data }: Matrix): Float64Array {
  return new Float64Array(n * dims).map((_, at) => data[(at % n) * dims + Math.floor(at / n)]);
}

function randomStart(n: number, dims: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return new Float64Array(n * dims).map(() => startDeviation * random.normal());
}

/** The principal components, scaled so that the first has the start's standard deviation. */
function principalStart(X: Matrix, dims: number): Float64Array {
  const { scores, singularValues } = pca(X, { components: dims });
  const n = X.rows;
  const scale = singularValues[0] > 0 ? (startDeviation * Math.sqrt(n)) / singularValues[0] : 0;
  return byDimension(scores).map((value) => scale * value);
}
