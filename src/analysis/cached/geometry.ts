import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { TapOptions } from '../../features/tap';
import type { Image } from '@ddr-lab/images/image';
import { squaredDistances } from '../../metrics/dispersion';
import type { Tappable } from '../../networks/tappable';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { standardise } from '@ddr-lab/projection/standardise';
import { featureKeys, tapMissing } from './features';
import { openResults, type Cached } from './results';

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
