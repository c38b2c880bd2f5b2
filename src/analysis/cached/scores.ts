import type { Matrix } from '../../arrays/matrix';
import type { TapOptions } from '../../features/tap';
import type { Image } from '../../images/image';
import type { Tappable } from '../../networks/tappable';
import { pcaScores } from '../../projection/pca';
import { featureKeys, tapMissing } from './features';
import { openResults, type Cached } from './results';

/** What `layerScores` takes. */
export interface LayerScoresOptions extends Pick<TapOptions, 'onProgress' | 'signal'>, Cached {
  /** Principal components; default 50, or as many as there are rows or columns. */
  readonly components?: number;
  /** Called when a layer's scores are there. */
  readonly onLayer?: (layer: string) => void;
}

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
  const { components = 50, onProgress, onLayer, signal } = options;
  const results = openResults(options);
  const features = results && (await featureKeys(results, network, layers, images, {}));
  const keyOf = (layer: Layer): string => results!.key('scores', features!.get(layer)!, components);
  const scores: Partial<Record<Layer, Matrix<Float64Array>>> = {};
  if (features) {
    for (const layer of features.keys()) {
      const entry = await results.read('scores', keyOf(layer));
      if (entry) scores[layer] = entry.scores as Matrix<Float64Array>;
    }
  }
  const missing = layers.filter((layer) => scores[layer] === undefined);
  const keys = features && new Map(missing.map((layer) => [layer, features.get(layer)!]));
  const tapped: Partial<Record<Layer, Matrix<Float32Array>>> =
    missing.length > 0 || layers.length === 0
      ? await tapMissing(network, missing, images, { onProgress, signal }, results, keys)
      : {};
  onProgress?.({ done: images.length, total: images.length });
  for (const layer of layers) {
    signal?.throwIfAborted();
    if (!scores[layer]) {
      const X = tapped[layer]!;
      scores[layer] = pcaScores(X, { components: Math.min(components, X.rows, X.columns) }).scores;
      // Features are large: they are let go as soon as they are not needed.
      tapped[layer] = undefined;
      if (features) await results.write('scores', keyOf(layer), { scores: scores[layer] });
    }
    onLayer?.(layer);
  }
  return scores as Record<Layer, Matrix<Float64Array>>;
}
