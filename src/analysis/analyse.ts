import type { Messages, OnProgress, Progress } from '@ddr-lab/base/progress';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { FeatureView } from '../features/tap';
import type { Spread } from '../metrics/spread';
import { disposeNetwork, type LayersNetwork, type Tappable } from '../networks/tappable';
import {
  type FeatureAnalysis,
  type LayerRun,
  type ReducedGeometry,
  scoreGeometry,
  type ScoringOptions,
} from './analyse-features';
import { layerComponents, type LayerComponentsOptions } from './cached/components';
import { layerGeometry } from './cached/maps';
import { openResults } from './cached/features';
import type { DegradedSets } from './degraded-sets';
import { type Counts, fewText, type Grade, gradeOf } from './grade';
import { spreadLayers } from './layers';
import { isRandomised, reductionOf } from './solver';

/** The only layer of `pixelsNetwork`. */
export const PIXELS = 'Pixels';

/**
 * The control: a network that passes its input on. Analysed as any other, it says how far the pixels themselves tell
 * degradations apart, before any network has looked at them.
 */
export function pixelsNetwork(): LayersNetwork {
  const image = input({ name: 'Input', shape: [null, null, 3] });
  const output = layers.activation({ name: PIXELS, activation: 'linear' }).apply(image) as SymbolicTensor;
  return { model: model({ inputs: image, outputs: output }), layers: [PIXELS] };
}

export type { LayerRun };

/** What `analyse` takes; defaults are the paper's settings. */
export interface AnalyseOptions extends Omit<ScoringOptions, 'onRun'> {
  /** Layers to tap; default five from the first block to the last (`spreadLayers`): RB1, RB4, RB8, RB12, RB16 of SRResNet. */
  readonly layers?: readonly string[];
  /** What is kept of a layer's output; default `flattened`, as in the paper. Other views are standardised before PCA. */
  readonly view?: FeatureView;
  /** Principal components kept before t-SNE; default 50, or as many as there are rows or columns. */
  readonly components?: number;
  /** Analyse the input's pixels as if they were a layer, and grade each layer beside them; default true. */
  readonly control?: boolean;
  readonly onProgress?: OnProgress;
  /** Told where there are too few patches for a verdict, and what the randomised solver's error is; default `console.warn`; `false`: nobody. */
  readonly onMessage?: Messages;
}

/** The paper's number of t-SNE runs. */
const RUNS = 5;

/** What a layer's features say about degradations. */
export interface LayerAnalysis extends FeatureAnalysis {
  readonly layer: string;
  /** Patches of each degradation: below 90 they are few, and what does not show is `undecided`. */
  readonly patches: number;
  /** CHI of the input's pixels, analysed in the same way: what a layer finds and does not make. Not without `control`. */
  readonly pixels?: Spread;
  /** How far the layer sorts the patches by degradation, by the rule of `ddr analyse` (docs/analyse.md). Not without `control`. */
  readonly grade?: Grade;
}

/**
 * The paper's analysis (Sec. 4.1) of one network: features of every patch at each layer, PCA to 50, t-SNE to 2,
 * then WD, BD and CHI (A.6) of the 2-D points by degradation, over five runs; and beside it the same of the input's pixels. What
 * was computed before is read from the cache (docs/cache.md), to the last bit.
 */
export async function analyse(
  network: Tappable,
  sets: DegradedSets,
  options: AnalyseOptions = {},
): Promise<LayerAnalysis[]> {
  const { layers = spreadLayers(network), control = true, onMessage = console.warn } = options;
  const cache = openResults(options) ?? false;
  const counts = countsOf(sets);
  const few = fewText(counts);
  if (few !== undefined && onMessage) onMessage(few);
  // Steps of about equal length: a run of t-SNE is one; tapping the patches counts as one a layer, as PCA does.
  const each = (options.runs ?? RUNS) + 2;
  const total = (layers.length + (control ? 1 : 0)) * each;
  const from =
    (start: number): OnProgress =>
    ({ done, note }) =>
      options.onProgress?.({ done: start + done, total, note });
  const settings: AnalyseOptions = { ...options, cache };
  const results = await analyseLayers(network, sets, layers, { ...settings, onProgress: from(0) });
  if (!control) return results;
  const pixels = await pixelsChi(sets, { ...settings, onProgress: from(layers.length * each) });
  return results.map((one) => ({ ...one, pixels, grade: gradeOf(one.chi.mean, pixels.mean, counts) }));
}

/** How many points there are, in how many groups, of how many images. */
export function countsOf({
  labels,
  degradations,
  sources,
}: Omit<DegradedSets, 'patches' | 'contents'>): Counts {
  const counts = { points: labels.length, groups: degradations.length };
  return sources === undefined ? counts : { ...counts, images: new Set(sources).size };
}

async function pixelsChi(sets: DegradedSets, options: AnalyseOptions): Promise<Spread> {
  const network = pixelsNetwork();
  try {
    return (await analyseLayers(network, sets, [PIXELS], options))[0].chi;
  } finally {
    disposeNetwork(network);
  }
}

/** The layers in principal components by the randomised solver; each is told of in a sentence. */
async function reducedGeometry(
  network: Tappable,
  layers: readonly string[],
  { patches }: DegradedSets,
  { onMessage = console.warn, ...options }: LayerComponentsOptions & Pick<AnalyseOptions, 'onMessage'>,
): Promise<Record<string, ReducedGeometry>> {
  const found = await layerComponents(network, layers, patches, options);
  const geometry = Object.entries(found).map(([layer, { scores, residuals, shares }]) => {
    const reduction = reductionOf(residuals.data, shares.data);
    if (onMessage) onMessage(`${layer}, ${patches.length} patches: ${reduction.text}`);
    return [layer, { scores, reduction }] as const;
  });
  return Object.fromEntries(geometry);
}

async function analyseLayers(
  network: Tappable,
  sets: DegradedSets,
  layers: readonly string[],
  options: AnalyseOptions,
): Promise<LayerAnalysis[]> {
  const { view, components, runs = RUNS, seed = 0, cache, signal } = options;
  const total = layers.length * (runs + 2);
  let done = layers.length;
  const report = (steps: number, note: string): void =>
    options.onProgress?.({ done: (done += steps), total, note });
  const asked = {
    ...{ view, components, cache, signal },
    onProgress: (p: Progress) =>
      options.onProgress?.({ done: (layers.length * p.done) / p.total, total, note: 'features' }),
    onLayer: (layer: string) => report(1, layer),
  };
  const geometry = isRandomised(options.solver, sets.patches.length)
    ? await reducedGeometry(network, layers, sets, { ...asked, seed, onMessage: options.onMessage })
    : await layerGeometry(network, layers, sets.patches, asked);
  const patches = Math.floor(sets.labels.length / sets.degradations.length);
  const analyses: LayerAnalysis[] = [];
  for (const layer of layers) {
    const scored = await scoreGeometry(geometry[layer], sets, {
      ...{ runs, seed, tsne: options.tsne, cache, signal },
      onRun: () => report(1, layer),
    });
    analyses.push({ layer, ...scored, patches });
  }
  return analyses;
}
