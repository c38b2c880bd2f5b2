import type { AnyDegradation } from '../degradations/presets';
import { type Images, type ImageSet, setOf } from '@ddr-lab/images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import type { Tappable } from '../networks/tappable';
import { noted, type Messages, type OnProgress } from '@ddr-lab/base/progress';
import { analyse, type AnalyseOptions } from './analyse';
import { degradedSets } from './degraded-sets';
import { halves } from './test-set';
import { lastBlock } from './layers';
import { lowResolution } from './low-resolution';

/** How well a layer's features tell degradations apart, on one set of images. */
export interface ChiRow {
  readonly set: string;
  readonly images: number;
  /** Patches of each degradation, where they are more than images. */
  readonly patches?: number;
  /** What the images were shrunk by, where it is not 4. */
  readonly scale?: number;
  readonly layer: string;
  readonly degradations: readonly string[];
  /** CHI of the t-SNE points: mean and standard deviation over the runs, and how many runs. */
  readonly mean: number;
  readonly standardDeviation: number;
  readonly runs: number;
  /** What the mean would be, had other images been drawn, one value a redraw (see `interval`); of five images at least. */
  readonly resampled?: readonly number[];
  /** CHI of the 50 principal components, before t-SNE. */
  readonly reduced: number;
}

/** What `chiRow` takes; defaults are the paper's settings. */
export interface ChiRowOptions extends Pick<AnalyseOptions, 'runs' | 'seed' | 'tsne' | 'signal'> {
  /** Default: the last block (`lastBlock`), RB16 of SRResNet. */
  readonly layer?: string;
  /** What to tell apart: presets by name, or `{ name, apply }`; default clean, blur4, noise20. */
  readonly degradations?: readonly AnyDegradation[];
  /** Downscaling that makes the LR images; default 4, whatever the network's own scale is. */
  readonly scale?: number;
  /** Patches wanted of each degradation: one of each of the first images, several where there are fewer; default 100. */
  readonly count?: number;
  /** Side of the patches, LR pixels; default 32. */
  readonly patch?: number;
  /** Larger images are cut to their middle of at most this side, pixels; default 512. */
  readonly size?: number;
  readonly onProgress?: OnProgress;
  /** Told what a reader should know, such as that there are few patches; default `console.warn`; `false`: nobody. */
  readonly onMessage?: Messages;
}

/**
 * CHI by degradation (A.6) at a network's last block: the first 100 images of a set, shrunk, degraded in three
 * ways, 32 x 32 LR centre patches (several of each image where there are fewer), PCA to 50, t-SNE, five runs.
 */
export async function chiRow(
  network: Tappable,
  images: Images,
  options: ChiRowOptions = {},
): Promise<ChiRow> {
  const {
    layer = lastBlock(network),
    scale = 4,
    count = 100,
    patch,
    size,
    degradations,
    onMessage,
  } = options;
  const set = setOf(images);
  const lr = await lowResolution(set, { count, scale, size, onMessage });
  const sets = await degradedSets(lr, { degradations, patch, count, onMessage });
  const [{ chi, reduced, patches }] = await analyse(network, sets, {
    layers: [layer],
    runs: options.runs,
    seed: options.seed,
    tsne: options.tsne,
    signal: options.signal,
    control: false,
    onMessage,
    onProgress: noted(options.onProgress, set.name),
  });
  return {
    set: set.name,
    images: new Set(sets.sources).size,
    ...(patches > lr.length ? { patches } : {}),
    ...(scale === 4 ? {} : { scale }),
    layer,
    degradations: sets.degradations,
    mean: chi.mean,
    standardDeviation: chi.standardDeviation,
    runs: chi.values.length,
    ...(chi.resampled ? { resampled: chi.resampled } : {}),
    reduced: reduced.chi,
  };
}

/**
 * The sets that CHI is measured on: the embedded scenes, and of real photographs those that the data root has
 * (BSDS500's 100; another camera's, 100; LIVE's pristine ones and Set14, 43 cut in two).
 */
export async function chiSets(): Promise<ImageSet[]> {
  const present = presentSets();
  const sets = [await openSet('scenes', { count: 100 })];
  for (const name of ['bsds500/val', 'city100/NikonD5500/high']) {
    if (present.includes(name)) sets.push(await openSet(name, { count: 100 }));
  }
  const large = ['live/reference', 'set14'];
  if (large.every((name) => present.includes(name))) {
    sets.push(halves(large.join(' + '), await Promise.all(large.map((name) => openSet(name)))));
  }
  return sets;
}

/** The sets that PSNR and SSIM are measured on, whole: those that the data root has, else 20 scenes. */
export async function qualitySets(): Promise<ImageSet[]> {
  const names = ['set5', 'set14', 'bsds500/val'].filter((name) => presentSets().includes(name));
  if (names.length === 0) return [await openSet('scenes', { count: 20, size: 256 })];
  return Promise.all(names.map((name) => openSet(name)));
}
