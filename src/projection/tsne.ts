import { checkFinite } from '@ddr-lab/base/arrays/finite';
import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { squarable } from '@ddr-lab/base/arrays/squarable';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { pcaScores } from './pca';
import { descend } from '@ddr-lab/tsne/tsne-descent';
import { runTsneJs } from './tsne-js-engine';
import { chooseObjective } from '@ddr-lab/tsne/choose-objective';
import type { TsneOptions, TsneSettings, TsneTask } from '@ddr-lab/tsne/tsne-settings';
import { checkSettings } from '@ddr-lab/tsne/tsne-settings';
import { currentSignal } from '@ddr-lab/base/signal';

export type { TsneOptions } from '@ddr-lab/tsne/tsne-settings';

export interface TsneResult {
  /** One row a point: n x dims. */
  readonly points: Matrix<Float64Array>;
  /**
   * Kullback-Leibler divergence of these points from the joint probabilities of X: of all pairs by the exact method, of
   * near neighbours by interpolation (within 1e-3; not to be compared with the exact method's).
   */
  readonly kl: number;
  /** Iterations done: fewer than asked for when nothing moved any more. */
  readonly iterations: number;
}

/**
 * t-SNE (van der Maaten and Hinton, 2008) with scikit-learn's schedule: the paper's second step, from 50 components to
 * 2-D points. Forces are summed up over all pairs, or for many points by interpolation (`method`; see docs/projection.md).
 * The same seed gives the same points.
 *
 * @param X one row a point
 * @throws InputError when the perplexity is not below the number of points, for other settings out of
 *   their range, NaN or infinity.
 */
export async function tsne(X: Matrix, options: TsneOptions = {}): Promise<TsneResult> {
  const settings = checkSettings(X, options);
  const { onProgress, signal = currentSignal() } = options;
  checkFinite(X, 't-SNE');
  return run(squarable(X, searchable).scaled, settings, { onProgress, signal });
}

/**
 * Powers of two between which the search for each point's width, a hundred doublings from 1, ends in time. A map does not depend
 * on the scale of the points.
 */
const searchable = [-40, 40] as const;

async function run(
  X: Matrix,
  settings: TsneSettings,
  { onProgress, signal }: Pick<TsneOptions, 'onProgress' | 'signal'>,
): Promise<TsneResult> {
  if (signal?.aborted) throw signal.reason;
  const n = X.rows;
  const { dims } = settings;
  const positions = startPositions(X, settings);
  const task: TsneTask = { X, positions, settings, onProgress, signal };
  const objective = await chooseObjective(task);
  const iterations = settings.engine === 'tsne-js' ? await runTsneJs(task) : await descend(objective, task);
  const points = new Float64Array(n * dims);
  for (let i = 0; i < n; i++) for (let d = 0; d < dims; d++) points[i * dims + d] = positions[d * n + i];
  return { points: createMatrix(n, dims, points), kl: objective.divergence(positions), iterations };
}

/** The standard deviation that a map starts with, in either way. */
const startDeviation = 1e-4;

/** Where the points start: dims x n. */
function startPositions(X: Matrix, { init, dims, seed }: TsneSettings): Float64Array {
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
  const { scores, singularValues } = pcaScores(X, { components: dims });
  const n = X.rows;
  const scale = singularValues[0] > 0 ? (startDeviation * Math.sqrt(n)) / singularValues[0] : 0;
  return byDimension(scores).map((value) => scale * value);
}
