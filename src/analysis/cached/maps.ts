import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Image } from '@ddr-lab/images/image';
import { tsne, type TsneOptions, type TsneResult } from '@ddr-lab/projection/tsne';
import { checkUmapSettings, umap, type UmapOptions, type UmapResult } from '@ddr-lab/projection/umap';
import { checkSettings } from '@ddr-lab/tsne/settings';
import type { Tappable } from '../../networks/tappable';
import { layerGeometry, type LayerGeometryOptions } from './geometry';
import { type Cached, openResults } from './results';

/**
 * `tsne`, but for what was computed before: points of just this matrix with just these settings are read from the cache.
 *
 * @throws InputError as `tsne` does.
 */
export async function cachedTsne(X: Matrix, options: TsneOptions & Cached = {}): Promise<TsneResult> {
  const { cache, ...settings } = options;
  const results = openResults({ cache });
  if (!results) return tsne(X, settings);
  const { init, ...others } = checkSettings(X, settings);
  settings.signal?.throwIfAborted();
  const start = typeof init === 'string' ? [init] : [init.rows, init.columns, init.data];
  const key = results.key(
    'tsne',
    X.rows,
    X.columns,
    X.data,
    ...start,
    ...Object.entries(others)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flat(),
  );
  const entry = await results.read('tsne', key);
  if (entry) {
    const [kl, iterations] = entry.end.data;
    settings.onProgress?.({ done: iterations, total: iterations });
    return { points: entry.points as Matrix<Float64Array>, kl, iterations };
  }
  const result = await tsne(X, settings);
  const end = createMatrix(1, 2, Float64Array.of(result.kl, result.iterations));
  await results.write('tsne', key, { points: result.points, end });
  return result;
}

/**
 * `umap`, but for what was computed before: points of just this matrix with just these settings are read from the cache.
 *
 * @throws InputError as `umap` does.
 */
export async function cachedUmap(X: Matrix, options: UmapOptions & Cached = {}): Promise<UmapResult> {
  const { cache, ...settings } = options;
  const results = openResults({ cache });
  if (!results) return umap(X, settings);
  settings.signal?.throwIfAborted();
  const { dims, neighbours, minDist, spread, epochs, seed } = checkUmapSettings(X, settings);
  const numbers = [dims, neighbours, minDist, spread, epochs, seed];
  const key = results.key('umap', X.rows, X.columns, X.data, ...numbers);
  const entry = await results.read('umap', key);
  if (entry) {
    settings.onProgress?.({ done: epochs, total: epochs });
    return { points: entry.points as Matrix<Float64Array>, epochs };
  }
  const result = await umap(X, settings);
  await results.write('umap', key, { points: createMatrix(X.rows, dims, result.points.data) });
  return result;
}

/** What `layerScores` takes. */
export type LayerScoresOptions = LayerGeometryOptions;

/**
 * The features of layers in their principal components: for each layer the images x components scores. What was computed
 * before is read from the cache; where that is all of it, the network does not run.
 *
 * @throws InputError as `tap` and `pca` do.
 */
export async function layerScores<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: LayerScoresOptions = {},
): Promise<Record<Layer, Matrix<Float64Array>>> {
  const geometry = await layerGeometry(network, layers, images, options);
  const scores = {} as Record<Layer, Matrix<Float64Array>>;
  for (const layer of layers) scores[layer] = geometry[layer].scores;
  return scores;
}
