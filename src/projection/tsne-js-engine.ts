import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import type { TsneTask } from '@ddr-lab/tsne/tsne-settings';

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
export async function runTsneJs({ X, positions, settings, onProgress, signal }: TsneTask): Promise<number> {
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
