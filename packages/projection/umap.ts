import { checkFinite, createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { createTurns } from '@ddr-lab/tsne/turns';
import { currentSignal } from '@ddr-lab/base/signal';

/** Defaults are umap-learn's. */
export interface UmapOptions {
  /** Dimensions of the map. Default 2. */
  dims?: number;
  /** Neighbours that a point is held together with, itself among them: 2 to the number of points less 1. Default 15. */
  neighbours?: number;
  /** How close points may come in the map, in its own unit, up to `spread`. Default 0.1. */
  minDist?: number;
  /** The scale of the map. Default 1. */
  spread?: number;
  /** Passes over all edges. Default 500 for up to 2,500 points, down to 200 for over 7,500. */
  epochs?: number;
  /** Seed of the random start and of which pairs are pushed apart. Default 0. */
  seed?: number;
  onProgress?: OnProgress;
  /** Stops the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** All settings of a run, none left open. */
export type UmapSettings = Required<Omit<UmapOptions, 'onProgress' | 'signal'>>;

export interface UmapResult {
  /** One row a point: n x dims. */
  readonly points: Matrix<Float64Array>;
  /** Passes done. */
  readonly epochs: number;
}

/**
 * UMAP (McInnes, Healy and Melville, 2018) by the package umap-js, of exact nearest neighbours by Euclidean distance. Like
 * t-SNE it keeps neighbours together; it differs in what it does with the rest. It starts from uniformly random points,
 * where umap-learn starts from the graph's eigenvectors: how far groups lie apart in the map says little. The same seed gives
 * the same points.
 *
 * @param X one row a point
 * @throws InputError when there are not more points than neighbours, for other settings out of their range, NaN or infinity.
 */
export async function umap(X: Matrix, options: UmapOptions = {}): Promise<UmapResult> {
  const { dims, neighbours, minDist, spread, epochs, seed } = checkUmapSettings(X, options);
  const { onProgress, signal = currentSignal() } = options;
  checkFinite(X, 'UMAP');
  signal?.throwIfAborted();
  const { indices, distances } = nearestNeighbours(squarable(X).scaled, neighbours);
  const { UMAP } = await import('umap-js');
  const random = createRandom(seed);
  const model = new UMAP({
    nComponents: dims,
    nNeighbors: neighbours,
    minDist,
    spread,
    nEpochs: epochs,
    random: random.uniform,
  });
  model.setPrecomputedKNN(indices, distances);
  model.initializeFit(rowsOf(X));
  const turns = createTurns(signal);
  for (let epoch = 0; epoch < epochs; epoch++) {
    model.step();
    if (!turns.due()) continue;
    onProgress?.({ done: epoch + 1, total: epochs });
    await turns.end();
  }
  onProgress?.({ done: epochs, total: epochs });
  const points = Float64Array.from(model.getEmbedding().flat());
  return { points: createMatrix(X.rows, dims, points), epochs };
}

/**
 * The settings with their defaults.
 *
 * @throws InputError for one out of its range, or one that does not fit X.
 */
export function checkUmapSettings(X: Matrix, options: UmapOptions): UmapSettings {
  const { dims = 2, neighbours = 15, minDist = 0.1, spread = 1, seed = 0 } = options;
  const { epochs = X.rows <= 2500 ? 500 : X.rows <= 5000 ? 400 : X.rows <= 7500 ? 300 : 200 } = options;
  const demand = (holds: boolean, what: string, value: number): void => {
    if (!holds) throw new InputError(`UMAP: ${what}, not ${value}.`);
  };
  demand(Number.isInteger(dims) && dims >= 1, 'the dimensions must be a whole number of at least 1', dims);
  demand(
    Number.isInteger(neighbours) && neighbours >= 2,
    'the neighbours must be a whole number of at least 2',
    neighbours,
  );
  if (neighbours >= X.rows) {
    throw new InputError(
      `UMAP: ${neighbours} neighbours need more than ${neighbours} points, and there are ${X.rows}. Ask for fewer.`,
    );
  }
  demand(spread > 0 && spread < Infinity, 'the spread must be above 0', spread);
  demand(minDist >= 0 && minDist <= spread, 'the least distance must be from 0 to the spread', minDist);
  demand(Number.isInteger(epochs) && epochs >= 1, 'the epochs must be a whole number of at least 1', epochs);
  demand(Number.isSafeInteger(seed), 'the seed must be a whole number', seed);
  return { dims, neighbours, minDist, spread, epochs, seed };
}

const rowsOf = ({ rows, columns, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));

/** For each point itself and its nearest others, nearest first; of equal distances the lower number first. */
function nearestNeighbours(
  { rows, columns, data }: Matrix,
  count: number,
): { indices: number[][]; distances: number[][] } {
  const indices: number[][] = [];
  const distances: number[][] = [];
  const others = Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < rows; i++) {
    const squares = new Float64Array(rows);
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += (data[i * columns + c] - data[j * columns + c]) ** 2;
      squares[j] = sum;
    }
    // A point comes before its twins.
    squares[i] = -1;
    const nearest = [...others].sort((a, b) => squares[a] - squares[b] || a - b).slice(0, count);
    indices.push(nearest);
    distances.push(nearest.map((j) => Math.sqrt(Math.max(0, squares[j]))));
  }
  return { indices, distances };
}
