import { checkFinite, createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { chooseObjective } from '@ddr-lab/tsne/choose-objective';
import { descend } from '@ddr-lab/tsne/descent';
import { checkSettings, type TsneOptions, type TsneSettings, type TsneTask } from '@ddr-lab/tsne/settings';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { pcaScores } from './pca/pca';

/** What is used of the package tsne-js 1.0.3, which brings no types. */
interface TsneJs {
  init(input: { data: number[][]; type: 'dense' }): void;
  run(): [error: number, iterations: number];
  on(
    event: 'progressIter',
    listener: (state: [iteration: number, error: number, gradientNorm: number]) => void,
  ): void;
  getOutput(): number[][];
  readonly outputEmbedding: { readonly data: Float64Array };
}
interface TsneJsConstructor {
  new (options: {
    dim: number;
    perplexity: number;
    earlyExaggeration: number;
    learningRate: number;
    nIter: number;
    metric: 'euclidean';
  }): TsneJs;
}

/**
 * Runs the package tsne-js from the given start. Its schedule is its own: 50 and 100 exaggerated
 * iterations at momentum 0.5 and 0.8 (`exaggerationIterations` does not apply), then the rest at 0.8,
 * and it stops on its own rules. It draws its start from `Math.random`; ours is put in its place, so that
 * the seed holds. It runs in one go: `signal` is looked at before and after only.
 *
 * @returns the number of iterations done; `task.positions` hold the map.
 */
async function runTsneJs({ X, positions, settings, onProgress, signal }: TsneTask): Promise<number> {
  const TSNE = createRequire(__filename)('tsne-js') as TsneJsConstructor;
  const { dims, perplexity, earlyExaggeration, learningRate, iterations } = settings;
  const n = X.rows;
  const model = new TSNE({
    dim: dims,
    perplexity,
    earlyExaggeration,
    learningRate,
    nIter: iterations,
    metric: 'euclidean',
  });
  model.on('progressIter', ([iteration, error]) => {
    onProgress?.({
      done: Math.min(iteration, iterations),
      total: iterations,
      note: `cost ${error.toFixed(3)}`,
    });
  });
  const { columns, data } = X;
  const rows = Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
  model.init({ data: rows, type: 'dense' });
  model.outputEmbedding.data.set(
    positions.map((_, at) => positions[(at % dims) * n + Math.floor(at / dims)]),
  );
  await setImmediate();
  if (signal?.aborted) throw signal.reason;
  const [, done] = model.run();
  await setImmediate();
  if (signal?.aborted) throw signal.reason;
  model.getOutput().forEach((point, i) => point.forEach((value, d) => (positions[d * n + i] = value)));
  return done;
}

export type { TsneOptions } from '@ddr-lab/tsne/settings';

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
