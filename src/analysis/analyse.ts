import type { FeatureView } from '../features/view';
import type { Tappable } from '../networks/tappable';
import type { OnProgress } from '../progress';
import { scoreGeometry, type FeatureAnalysis, type LayerRun, type ScoringOptions } from './analyse-features';
import { layerGeometry } from './cached/geometry';
import { openResults } from './cached/results';
import type { DegradedSets } from './degraded-sets';
import { spreadLayers } from './spread-layers';

export type { LayerRun };

/** What `analyse` takes; defaults are the paper's settings. */
export interface AnalyseOptions extends Omit<ScoringOptions, 'onRun'> {
  /** Layers to tap; default five from the first block to the last (`spreadLayers`): RB1, RB4, RB8, RB12, RB16 of SRResNet. */
  readonly layers?: readonly string[];
  /** What is kept of a layer's output; default `flattened`, as in the paper. Other views are standardised before PCA. */
  readonly view?: FeatureView;
  /** Principal components kept before t-SNE; default 50, or as many as there are rows or columns. */
  readonly components?: number;
  readonly onProgress?: OnProgress;
}

/** What a layer's features say about degradations. */
export interface LayerAnalysis extends FeatureAnalysis {
  readonly layer: string;
}

/**
 * The paper's analysis (Sec. 4.1) of one network: features of every patch at each layer, PCA to 50, t-SNE to 2,
 * then WD, BD and CHI (A.6) of the 2-D points by degradation, over five runs. What was computed before is read from the
 * cache (docs/cache.md), to the last bit.
 */
export async function analyse(
  network: Tappable,
  sets: DegradedSets,
  options: AnalyseOptions = {},
): Promise<LayerAnalysis[]> {
  const { layers = spreadLayers(network), view, components, runs = 5, seed = 0, signal } = options;
  const cache = openResults(options) ?? false;
  // Steps of about equal length: tapping the patches counts as one run a layer, as PCA does.
  const total = layers.length * (runs + 2);
  let done = layers.length;
  const report = (steps: number, note: string): void =>
    options.onProgress?.({ done: (done += steps), total, note });
  const geometry = await layerGeometry(network, layers, sets.patches, {
    view,
    components,
    cache,
    signal,
    onProgress: (p) =>
      options.onProgress?.({ done: (layers.length * p.done) / p.total, total, note: 'features' }),
    onLayer: (layer) => report(1, layer),
  });
  const analyses: LayerAnalysis[] = [];
  for (const layer of layers) {
    const scored = await scoreGeometry(geometry[layer], sets, {
      ...{ runs, seed, tsne: options.tsne, cache, signal },
      onRun: () => report(1, layer),
    });
    analyses.push({ layer, ...scored });
  }
  return analyses;
}
