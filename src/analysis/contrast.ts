import type { AnyDegradation } from '../degradations/presets';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import type { Spread } from '../metrics/spread';
import type { Tappable } from '../networks/tappable';
import { noted, type OnProgress } from '@ddr-lab/base/progress';
import { analyse, type AnalyseOptions, type LayerRun } from './analyse';
import { degradedSets, type DegradedSets } from './degraded-sets';
import { labelledImages, type LabelledImages, type LabelledImagesOptions } from './labelled-images';
import { lastBlock } from './layers';
import { mapChi, setDraws } from './analyse-features';

/** One and the same map of points, scored by two labellings. */
export interface Contrast {
  readonly layer: string;
  readonly classes: readonly string[];
  /** All patches; `labels` are their degradations. */
  readonly sets: DegradedSets;
  /** Class of each patch. */
  readonly classOf: Int32Array;
  /** The maps; their scores are those by degradation. */
  readonly runs: readonly LayerRun[];
  /** CHI of the points by class and by degradation, over the runs; `resampled`: had other images been drawn. */
  readonly byClass: Spread;
  readonly byDegradation: Spread;
}

/** What `layerContrasts` takes. */
export interface LayerContrastsOptions extends Pick<AnalyseOptions, 'runs' | 'seed' | 'tsne' | 'signal'> {
  /** Default: the last block alone (`lastBlock`). */
  readonly layers?: readonly string[];
  /**
   * Presets by name, or `{ name, apply }`; default clean, blur1, noise10: what leaves the content of a 32 x 32 image visible. blur4 erases it, and then a
   * classifier's features, too, have nothing left to go by but the degradation.
   */
  readonly degradations?: readonly AnyDegradation[];
  readonly onProgress?: OnProgress;
}

/** What `contrast` takes. */
export interface ContrastOptions extends Omit<LayerContrastsOptions, 'layers'> {
  /** Default: the last block (`lastBlock`). */
  readonly layer?: string;
}

/**
 * Content against degradation (Sec. 4.2, Fig. 1, 5): images of some classes, each under some degradations, PCA to 50
 * and t-SNE; then CHI of the same points once by class and once by degradation. Images go in at their own size.
 */
export async function contrast(
  network: Tappable,
  labelled: LabelledImages,
  options: ContrastOptions = {},
): Promise<Contrast> {
  const { layer, ...rest } = options;
  const [only] = await layerContrasts(network, labelled, { ...rest, layers: layer ? [layer] : undefined });
  return only;
}

/** `contrast` at several layers of one network. */
export async function layerContrasts(
  network: Tappable,
  labelled: LabelledImages,
  options: LayerContrastsOptions = {},
): Promise<Contrast[]> {
  const { layers = [lastBlock(network)], degradations = ['clean', 'blur1', 'noise10'] } = options;
  const { runs: count, seed, tsne, signal, onProgress } = options;
  const { images } = labelled;
  const sets = await degradedSets(images, { degradations, patch: images[0].height, count: images.length });
  const analyses = await analyse(network, sets, {
    layers,
    runs: count,
    seed,
    tsne,
    signal,
    control: false,
    onProgress: noted(onProgress, labelled.set),
  });
  const classOf = Int32Array.from(sets.contents, (content) => labelled.labels[content]);
  const draws = setDraws(sets);
  return analyses.map(({ layer, runs, chi }) => ({
    layer,
    classes: labelled.classes,
    sets,
    classOf,
    runs,
    byClass: mapChi(
      runs.map(({ points }) => points),
      classOf,
      draws,
    ),
    byDegradation: chi,
  }));
}

/** `contrast` in numbers, for tables. */
export interface ContrastRow {
  readonly set: string;
  readonly classes: readonly string[];
  /** All images, over the classes; each under every degradation. */
  readonly images: number;
  readonly degradations: readonly string[];
  readonly layer: string;
  readonly runs: number;
  /** Mean and standard deviation over the t-SNE runs. */
  readonly byClass: { readonly mean: number; readonly standardDeviation: number };
  readonly byDegradation: { readonly mean: number; readonly standardDeviation: number };
}

/**
 * `contrast` of the first images of a set.
 *
 * @throws InputError when the set has no classes, or too few images of one.
 */
export async function contrastRow(
  network: Tappable,
  set: ImageSet,
  options: ContrastOptions & LabelledImagesOptions = {},
): Promise<ContrastRow> {
  const labelled = await labelledImages(set, options);
  const { layer, sets, runs, byClass, byDegradation } = await contrast(network, labelled, options);
  const withoutRuns = ({ mean, standardDeviation }: Spread): ContrastRow['byClass'] => ({
    mean,
    standardDeviation,
  });
  return {
    set: set.name,
    classes: labelled.classes,
    images: labelled.images.length,
    degradations: sets.degradations,
    layer,
    runs: runs.length,
    byClass: withoutRuns(byClass),
    byDegradation: withoutRuns(byDegradation),
  };
}

/** The sets that the contrast is measured on: drawn objects, and CIFAR-10's test images where they are here. */
export async function contrastSets(): Promise<ImageSet[]> {
  const sets = [await openSet('scenes/objects', { count: 1000 })];
  if (presentSets().includes('cifar10/test')) sets.push(await openSet('cifar10/test'));
  return sets;
}
