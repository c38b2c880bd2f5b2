import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { rowBlocks, type RowBlocks } from '@ddr-lab/base/arrays/row-blocks';
import type { RowFile } from '@ddr-lab/base/files/row-file';
import type { Image } from '@ddr-lab/images/image';
import { randomisedPca } from '@ddr-lab/projection/pca/randomised';
import { standardise } from '@ddr-lab/projection/standardise';
import { tap, type TapOptions } from '../../features/tap';
import { closeAll, tapToDisk } from '../../features/tap-to-disk';
import type { Tappable } from '../../networks/tappable';
import { featureKeys, openResults, type Cached } from './features';

/** What `layerComponents` takes. */
export interface LayerComponentsOptions extends Pick<TapOptions, 'view' | 'onProgress' | 'signal'>, Cached {
  /** Principal components; default 50, or as many as there are rows or columns. */
  readonly components?: number;
  /** Seed of the randomised search; default 0. */
  readonly seed?: number;
  /** Called when a layer is done. */
  readonly onLayer?: (layer: string) => void;
}

/** Where patches lie among the features of a layer, by the randomised solver. */
export interface LayerComponents {
  /** The patches in the features' principal components: patches x components. */
  readonly scores: Matrix<Float64Array>;
  /** See `RandomisedPca`: how far off each component is. 1 x components. */
  readonly residuals: Matrix<Float64Array>;
  /** Share of the features' variance that each component holds. 1 x components. */
  readonly shares: Matrix<Float64Array>;
}

/**
 * `layerGeometry` without anything that grows with the square of the patches: the principal components of layers' features by the
 * randomised solver. Flattened features go through temporary files (`tapToDisk`), which are gone when the call ends in whatever way;
 * others, which are few numbers each, are standardised in memory. What was computed before is read from the cache.
 *
 * @throws InputError as `tapToDisk` and `randomisedPca` do.
 */
export async function layerComponents<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: LayerComponentsOptions = {},
): Promise<Record<Layer, LayerComponents>> {
  const { components = 50, seed = 0, view = 'flattened', onProgress, onLayer, signal } = options;
  const results = openResults(options);
  const features = results && (await featureKeys(results, network, layers, images, { view }));
  const keyOf = (layer: Layer): string =>
    results!.key('components', 'randomised', features!.get(layer)!, components, seed);
  const found: Partial<Record<Layer, LayerComponents>> = {};
  for (const layer of features?.keys() ?? []) {
    const entry = await results!.read('components', keyOf(layer));
    if (entry) found[layer] = entry as unknown as LayerComponents;
  }
  const missing = layers.filter((layer) => found[layer] === undefined);
  const tapped =
    missing.length > 0 || layers.length === 0
      ? await tapSources(network, missing, images, { view, onProgress, signal })
      : undefined;
  onProgress?.({ done: images.length, total: images.length });
  try {
    for (const layer of layers) {
      signal?.throwIfAborted();
      if (!found[layer]) {
        const source = tapped!.sources[layer];
        const k = Math.min(components, source.rows, source.columns);
        const { scores, residuals, explainedVarianceRatio } = await randomisedPca(source, {
          components: k,
          seed,
          signal,
        });
        found[layer] = {
          scores,
          residuals: createMatrix(1, k, residuals),
          shares: createMatrix(1, k, explainedVarianceRatio),
        };
        if (features) await results!.write('components', keyOf(layer), { ...found[layer] });
      }
      onLayer?.(layer);
    }
  } finally {
    await closeAll(tapped?.files ?? []);
  }
  return found as Record<Layer, LayerComponents>;
}

interface Sources<Layer extends string> {
  readonly sources: Readonly<Record<Layer, RowBlocks>>;
  /** To be closed. */
  readonly files: readonly RowFile[];
}

async function tapSources<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: TapOptions,
): Promise<Sources<Layer>> {
  if (options.view === 'flattened') {
    const sources = await tapToDisk(network, layers, images, options);
    return { sources, files: Object.values(sources) };
  }
  const tapped = await tap(network, layers, images, options);
  const sources = Object.fromEntries(
    layers.map((layer) => [layer, rowBlocks(standardise(tapped[layer]))]),
  ) as Record<Layer, RowBlocks>;
  return { sources, files: [] };
}
