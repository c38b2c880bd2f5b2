import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../metrics/clusters';
import type { ImageDraws } from '../../metrics/image-draws';
import type { Spread } from '../../metrics/spread';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import type { UmapOptions } from '@ddr-lab/projection/umap';
import { createRandom } from '@ddr-lab/base/random';
import { openResults, type Cached } from '../../analysis/cached/features';
import { cachedTsne, cachedUmap } from '../../analysis/cached/maps';
import { mapChi } from '../../analysis/analyse-features';
import { currentSignal } from '@ddr-lab/base/signal';

/** A way to bring principal components to fewer dimensions. `PCA` keeps the first of them, and no more is done. */
export type Reduction = 'PCA' | 't-SNE' | 'UMAP';

/** The points that one reduction makes, and how well they separate. */
export interface ReducedPoints {
  readonly reduction: Reduction;
  readonly dims: number;
  /** Points of the first run: n x dims. */
  readonly points: Matrix;
  /** CHI by label, of all runs. */
  readonly chi: Spread;
}

/** What `reduceEachWay` takes. */
export interface ReduceEachWayOptions extends Cached {
  /** Default all three. */
  readonly reductions?: readonly Reduction[];
  /** Default 2 and 3. */
  readonly dims?: readonly number[];
  /** Runs of those that begin at random, run r with `seed + r`; PCA has one. Default 5. */
  readonly runs?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly tsne?: Omit<TsneOptions, 'dims' | 'seed' | 'onProgress' | 'signal'>;
  readonly umap?: Omit<UmapOptions, 'dims' | 'seed' | 'onProgress' | 'signal'>;
  /** Redraws of the images (`setDraws`), for CHI had others been drawn; default none. */
  readonly draws?: ImageDraws;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * The same principal components reduced in every way to every number of dimensions, and scored by label (the question of the
 * paper's A.12: how much of a map is the method's doing).
 *
 * @param scores n x k principal components, as `layerScores` gives them; k at least as many as `dims` asks for
 * @returns reductions in order, each with its dims in order
 * @throws InputError as t-SNE, UMAP and `clusterScores` do.
 */
export async function reduceEachWay(
  scores: Matrix,
  labels: ArrayLike<number>,
  options: ReduceEachWayOptions = {},
): Promise<ReducedPoints[]> {
  const {
    reductions = ['PCA', 't-SNE', 'UMAP'],
    dims = [2, 3],
    runs = 5,
    seed = 0,
    signal = currentSignal(),
  } = options;
  const cache: Cached['cache'] = openResults(options) ?? false;
  const ways = reductions.flatMap((reduction) => dims.map((count) => ({ reduction, dims: count })));
  const all: ReducedPoints[] = [];
  for (const way of ways) {
    const maps: Matrix[] = [];
    for (let run = 0; run < (way.reduction === 'PCA' ? 1 : runs); run++) {
      signal?.throwIfAborted();
      const note = `${way.reduction} to ${way.dims}`;
      options.onProgress?.({ done: all.length + run / runs, total: ways.length, note });
      const each = { dims: way.dims, seed: seed + run, cache, signal };
      if (way.reduction === 'PCA') maps.push(firstColumns(scores, way.dims));
      else if (way.reduction === 't-SNE')
        maps.push((await cachedTsne(scores, { ...options.tsne, ...each })).points);
      else maps.push((await cachedUmap(scores, { ...options.umap, ...each })).points);
    }
    all.push({ ...way, points: maps[0], chi: mapChi(maps, labels, options.draws) });
  }
  options.onProgress?.({ done: ways.length, total: ways.length });
  return all;
}

/** The first `count` columns of a matrix: of principal components, the map that PCA alone makes. */
export function firstColumns({ rows, columns, data }: Matrix, count: number): Matrix<Float64Array> {
  const kept = Float64Array.from(
    { length: rows * count },
    (_, at) => data[Math.floor(at / count) * columns + (at % count)],
  );
  return createMatrix(rows, count, kept);
}

/**
 * CHI of the same points under labels dealt out at random: what a set without any structure of that kind scores, and how far chance
 * alone gets. Values in falling order.
 */
export function shuffledChi(
  points: Matrix,
  labels: ArrayLike<number>,
  options: { times?: number; seed?: number } = {},
): number[] {
  const { times = 999, seed = 0 } = options;
  const random = createRandom(seed);
  const dealt = Array.from(labels);
  const values = Array.from({ length: times }, () => clusterScores(points, random.shuffle(dealt)).chi);
  return values.sort((a, b) => b - a);
}
