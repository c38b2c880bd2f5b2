import { type Matrix, createMatrix } from '@ddr-lab/base/arrays/matrix';
import type { TapOptions } from '../../features/tap';
import type { Image } from '@ddr-lab/images/image';
import { squaredDistances } from '../../metrics/dispersion';
import type { Tappable } from '../../networks/tappable';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { standardise } from '@ddr-lab/projection/standardise';
import { featureKeys, tapMissing, openResults, type Cached } from './features';
import { tsne, type TsneOptions, type TsneResult } from '@ddr-lab/projection/tsne';
import { checkUmapSettings, umap, type UmapOptions, type UmapResult } from '@ddr-lab/projection/umap';
import { checkSettings } from '@ddr-lab/tsne/settings';

/** What `layerGeometry` takes. */
export interface LayerGeometryOptions extends Pick<TapOptions, 'view' | 'onProgress' | 'signal'>, Cached {
  /** Principal components; default 50, or as many as there are rows or columns. */
  readonly components?: number;
  /** Called when a layer is done. */
  readonly onLayer?: (layer: string) => void;
}

/** Where patches lie among the features of a layer. */
export interface LayerGeometry {
  /** The patches in the features' principal components: patches x components. */
  readonly scores: Matrix<Float64Array>;
  /** The squared distances of all features, before anything is reduced: patches x patches. */
  readonly squares: Matrix<Float64Array>;
}

/**
 * Where patches lie among the features of layers. Features that are not `flattened` are standardised first, as means and
 * deviations of channels differ in size. What was computed before is read from the cache; where that is all of it,
 * the network does not run.
 *
 * @throws InputError as `tap` and `pca` do.
 */
export async function layerGeometry<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: LayerGeometryOptions = {},
): Promise<Record<Layer, LayerGeometry>> {
  const { components = 50, view = 'flattened', onProgress, onLayer, signal } = options;
  const results = openResults(options);
  const features = results && (await featureKeys(results, network, layers, images, { view }));
  const keyOf = (layer: Layer): string => results!.key('geometry', features!.get(layer)!, components);
  const found: Partial<Record<Layer, LayerGeometry>> = {};
  if (features) {
    for (const layer of features.keys()) {
      const entry = await results.read('geometry', keyOf(layer));
      if (entry) found[layer] = entry as unknown as LayerGeometry;
    }
  }
  const missing = layers.filter((layer) => found[layer] === undefined);
  const keys = features && new Map(missing.map((layer) => [layer, features.get(layer)!]));
  const tapped: Partial<Record<Layer, Matrix<Float32Array>>> =
    missing.length > 0 || layers.length === 0
      ? await tapMissing(network, missing, images, { view, onProgress, signal }, results, keys)
      : {};
  onProgress?.({ done: images.length, total: images.length });
  for (const layer of layers) {
    signal?.throwIfAborted();
    if (!found[layer]) {
      const X = view === 'flattened' ? tapped[layer]! : standardise(tapped[layer]!);
      const { scores } = pcaScores(X, { components: Math.min(components, X.rows, X.columns) });
      const squares = squaredDistances(X);
      found[layer] = { scores, squares };
      // Features are large: they are let go as soon as they are not needed.
      tapped[layer] = undefined;
      if (features) await results.write('geometry', keyOf(layer), { scores, squares });
    }
    onLayer?.(layer);
  }
  return found as Record<Layer, LayerGeometry>;
}

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
