import { InputError } from '../errors';
import type { Image } from '../images/image';
import type { ImageSet } from '../images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import { clusterScores } from '../metrics/clusters';
import { overRuns } from '../metrics/spread';
import type { Network } from '../networks/network';
import type { OnProgress } from '../progress';
import { analyse, type AnalyseOptions } from './analyse';
import { degradedSets } from './degraded-sets';
import { lastBlock } from './last-block';

/** CHI of one and the same map of points, by two labellings. */
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

/** What `contrastRow` takes. */
export interface ContrastOptions extends Pick<AnalyseOptions, 'runs' | 'seed' | 'tsne' | 'signal'> {
  /** Default: the last block (`lastBlock`). */
  readonly layer?: string;
  /** How many classes, the first ones; default 3. */
  readonly classes?: number;
  /** Images a class, the first ones; default 100. */
  readonly perClass?: number;
  /**
   * Default clean, blur1, noise10: what leaves the content of a 32 x 32 image visible. blur4 erases it, and then a
   * classifier's features, too, have nothing left to go by but the degradation.
   */
  readonly degradations?: readonly string[];
  readonly onProgress?: OnProgress;
}

/**
 * Content against degradation (Sec. 4.2, Fig. 4, 5): images of some classes, each under some degradations, PCA to
 * 50 and t-SNE; then CHI of the same points once by class and once by degradation. Images go in at their own size.
 *
 * @throws InputError when the set has no classes, or too few images of one.
 */
export async function contrastRow(
  network: Pick<Network, 'model' | 'layers'>,
  set: ImageSet,
  options: ContrastOptions = {},
): Promise<ContrastRow> {
  const { layer = lastBlock(network), degradations = ['clean', 'blur1', 'noise10'] } = options;
  const { classes: count = 3, perClass = 100 } = options;
  if (!set.classes) throw new InputError(`${set.name} has no classes to tell apart.`);
  const names = set.classes.names.slice(0, count);
  const images: Image[] = [];
  const labels: number[] = [];
  for (const [label, name] of names.entries()) {
    const own = [...set.classes.ofImage.keys()].filter((index) => set.classes!.ofImage[index] === label);
    if (own.length < perClass) {
      throw new InputError(`${set.name}: ${own.length} images of class ${name}, fewer than ${perClass}.`);
    }
    for (const index of own.slice(0, perClass)) {
      images.push(await set.read(index));
      labels.push(label);
    }
  }
  const sets = await degradedSets(images, { degradations, patch: images[0].height });
  const [{ runs }] = await analyse(network, sets, {
    layers: [layer],
    runs: options.runs,
    seed: options.seed,
    tsne: options.tsne,
    signal: options.signal,
    onProgress: (progress) => options.onProgress?.({ ...progress, note: set.name }),
  });
  const classOf = Int32Array.from(sets.contents, (content) => labels[content]);
  const spread = (values: readonly number[]): ContrastRow['byClass'] => {
    const { mean, standardDeviation } = overRuns(values);
    return { mean, standardDeviation };
  };
  return {
    set: set.name,
    classes: names,
    images: images.length,
    degradations,
    layer,
    runs: runs.length,
    byClass: spread(runs.map(({ points }) => clusterScores(points, classOf).chi)),
    byDegradation: spread(runs.map(({ chi }) => chi)),
  };
}

/** The sets that the contrast is measured on: drawn objects, and CIFAR-10's test images where they are here. */
export async function contrastSets(): Promise<ImageSet[]> {
  const sets = [await openSet('scenes/objects', { count: 1000 })];
  if (presentSets().includes('cifar10/test')) sets.push(await openSet('cifar10/test'));
  return sets;
}
