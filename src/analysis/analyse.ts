import type { Matrix } from '../arrays/matrix';
import { clusterScores, type ClusterScores } from '../metrics/clusters';
import { meanSeparation, separation, type Separation } from '../metrics/separation';
import { overRuns, type Spread } from '../metrics/spread';
import { squaredDistances } from '../metrics/squared-distances';
import type { FeatureView } from '../features/view';
import type { Tappable } from '../networks/tappable';
import type { OnProgress } from '../progress';
import type { TsneOptions } from '../projection/tsne';
import { openResults, type Cached } from './cached/results';
import { layerGeometry } from './cached/geometry';
import { cachedTsne } from './cached/tsne';
import type { DegradedSets } from './degraded-sets';
import { spreadLayers } from './spread-layers';

/** What `analyse` takes; defaults are the paper's settings. */
export interface AnalyseOptions extends Cached {
  /** Layers to tap; default five from the first block to the last (`spreadLayers`): RB1, RB4, RB8, RB12, RB16 of SRResNet. */
  readonly layers?: readonly string[];
  /** What is kept of a layer's output; default `flattened`, as in the paper. Other views are standardised before PCA. */
  readonly view?: FeatureView;
  /** Principal components kept before t-SNE; default 50, or as many as there are rows or columns. */
  readonly components?: number;
  /** t-SNE runs a layer, each with its own seed; default 5. */
  readonly runs?: number;
  /** Seed of the first run; run r has `seed + r`. Default 0. */
  readonly seed?: number;
  /** Passed on to t-SNE (perplexity, iterations, engine ...). */
  readonly tsne?: Omit<TsneOptions, 'seed' | 'onProgress' | 'signal'>;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** One t-SNE run: where the points lie and how well they separate by degradation. */
export interface LayerRun extends ClusterScores {
  readonly points: Matrix<Float64Array>;
  /** Kullback-Leibler divergence that t-SNE ended with. */
  readonly kl: number;
}

/** What a layer's features say about degradations. */
export interface LayerAnalysis {
  readonly layer: string;
  readonly runs: readonly LayerRun[];
  /** Mean and standard deviation over the runs. */
  readonly wd: Spread;
  readonly bd: Spread;
  readonly chi: Spread;
  /** CHI and measures that do not grow with the number of patches, of the features themselves: all of them, nothing reduced. */
  readonly features: Separation;
  /** The same of the t-SNE points, mean over the runs; `p` is the largest of the runs. */
  readonly map: Separation;
  /** The same scores of the principal components themselves: what t-SNE, which is chaotic, has not touched yet. */
  readonly reduced: ClusterScores;
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
    const { scores: reduced, squares } = geometry[layer];
    const ofLayer: LayerRun[] = [];
    for (let run = 0; run < runs; run++) {
      const { points, kl } = await cachedTsne(reduced, { ...options.tsne, seed: seed + run, cache, signal });
      ofLayer.push({ points, kl, ...clusterScores(points, sets.labels) });
      report(1, layer);
    }
    const spread = (score: keyof ClusterScores): Spread => overRuns(ofLayer.map((run) => run[score]));
    analyses.push({
      layer,
      runs: ofLayer,
      wd: spread('wd'),
      bd: spread('bd'),
      chi: spread('chi'),
      features: separation(squares, sets.labels, { contents: sets.contents, seed }),
      map: meanSeparation(
        ofLayer.map(({ points }) => {
          return separation(squaredDistances(points), sets.labels, { contents: sets.contents, seed });
        }),
      ),
      reduced: clusterScores(reduced, sets.labels),
    });
  }
  return analyses;
}
