import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../../networks/tappable';
import { layerGeometry, type LayerGeometryOptions } from './geometry';

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
