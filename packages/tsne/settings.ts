import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';

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
  /**
   * How the forces between points are summed up. `exact`: over all pairs. `interpolation`: attraction between the
   * 3 x perplexity nearest neighbours, repulsion through a grid (in one and two dimensions). `auto` (default):
   * whichever is faster for so many points.
   */
  method?: 'auto' | 'exact' | 'interpolation';
  /** `plain`: without WebAssembly, as where it has no SIMD; exact only. Default `auto`: with it where it is there. */
  kernels?: 'auto' | 'plain';
  /** `exact` (default): ours, by `method`. `tsne-js`: that package, with its own schedule; slow, not to be cancelled midway. */
  engine?: 'exact' | 'tsne-js';
  onProgress?: OnProgress;
  /** Stops the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** All settings of a run, none left open. */
export type TsneSettings = Required<Omit<TsneOptions, 'onProgress' | 'signal' | 'learningRate'>> & {
  learningRate: number;
};

/** What an engine gets; positions are dims x n, changed in place. */
export interface TsneTask {
  readonly X: Matrix;
  readonly positions: Float64Array;
  readonly settings: TsneSettings;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * The settings with their defaults.
 *
 * @throws InputError for one out of its range, or one that does not fit X.
 */
export function checkSettings(X: Matrix, options: TsneOptions): TsneSettings {
  const {
    dims = 2,
    perplexity = 30,
    seed = 0,
    init = 'random',
    earlyExaggeration = 12,
    exaggerationIterations = 250,
    iterations = 1000,
    method = 'auto',
    kernels = 'auto',
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
  if (method === 'interpolation' && dims > 2) {
    throw new InputError(
      `t-SNE: interpolation maps to one or two dimensions, not ${dims}. Choose method 'exact' for those.`,
    );
  }
  return {
    dims,
    perplexity,
    seed,
    init,
    learningRate,
    earlyExaggeration,
    exaggerationIterations,
    iterations,
    method,
    kernels,
    engine,
  };
}
