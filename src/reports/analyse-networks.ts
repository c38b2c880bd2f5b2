import { version } from '../../package.json';
import type { Cached } from '../analysis/cached/features';
import { perplexityFor } from '../analysis/analyse-features';
import { setsOf, type DegradedSets } from '../analysis/degraded-sets';
import type { Solver } from '../analysis/solver';
import { shrink } from '../analysis/low-resolution';
import { backendInUse } from '@ddr-lab/engine/in-use';
import { InputError } from '@ddr-lab/base/errors';
import { type AnyDegradation, degradationNames } from '../degradations/presets';
import type { Images } from '@ddr-lab/images/image-set';
import type { ImportOptions } from '../networks/import/recognised';
import { type AnyMetric, metricWords } from '../metrics/metric';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import {
  chooseLayers,
  type LayerChoice,
  closeNetworks,
  openNetworks,
  type OpenedNetwork,
} from './open-networks';
import { comparison } from './tables';
import { imageWarnings, openImages, prepareImages } from './prepare-images';
import { takePictures, type Pictures } from './pictures';
import { reportFormat, reportVersion, type LayerReport, type NetworkReport, type Report } from './report';
import { reportOnNetwork, reportOnPixels, type Shared } from './report-network';
import { checkedSettings, sizesFor, type CheckedSettings } from './settings';
import { estimateWork, stages } from './stages';

/** What `analyseNetworks` takes; defaults are the paper's settings. */
export interface AnalyseNetworksOptions extends Cached {
  /** A folder of images, a data set by name, a set, or images in memory; default `bsds500/val` where the data root has it, else the embedded scenes. */
  readonly images?: string | Images;
  /** `auto` (default): five from the first block to the last; `all`; or names. */
  readonly layers?: LayerChoice;
  /** What to tell apart, at least two: presets by name, or `{ name, apply }`; default `clean`, `blur4`, `noise20`. */
  readonly degradations?: readonly AnyDegradation[];
  /** Measures of the outputs beside PSNR and SSIM: built-in ones by name (`niqe`), or `{ name, apply, unit?, better }`; default none. */
  readonly metrics?: readonly AnyMetric[];
  /** t-SNE runs a layer; default 5. */
  readonly runs?: number;
  /** How many patches of each degradation: one of each image, several where there are fewer images; default 100. */
  readonly count?: number;
  /** Side of the patches that enter the networks, pixels; default 32, or the one size that a network takes. */
  readonly patch?: number;
  /** Larger images are cut to their middle of at most this side, pixels; default 512, or what the patches need. */
  readonly size?: number;
  /** How many images outputs are measured on (PSNR, SSIM), from the first; default 10. */
  readonly measured?: number;
  /** Of noise and of the first t-SNE run; run r has `seed + r`. Default 0. */
  readonly seed?: number;
  /**
   * Also ask where each network looks (docs/attribution.md), under each degradation: by the method of this name, or (`true`) by local attribution
   * maps, and by occlusion where the format has no gradients. Default `false`.
   */
  readonly attribution?: boolean | string;
  /** How principal components are found, as in `analyse`; default `auto`: exactly up to 3,000 patches, by the randomised solver beyond. */
  readonly solver?: Solver;
  /** What the weight files do not say (`importNetwork`): the scale of an SRCNN, whether the input is added. */
  readonly network?: ImportOptions;
  /** Passed on to t-SNE; the perplexity is 30, or a third of the points where they are fewer than 91. */
  readonly tsne?: Omit<TsneOptions, 'seed' | 'onProgress' | 'signal'>;
  readonly onProgress?: OnProgress;
  /** Stops soon; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What `analyseNetworks` gives: `showAnalysis` shows it in a notebook, `writeAnalysis` writes it to a folder. */
export interface NetworkAnalyses {
  readonly report: Report;
  readonly pictures: Pictures;
}

/**
 * What networks know about degradations, from their weight files: the paper's analysis (Sec. 4.1) of each at several layers, beside
 * that of the pixels of its input, with what it makes of the images, and a verdict in words. Networks of several files see
 * the same images, each shrunk by its own scale. What was computed before is read from the cache (docs/cache.md).
 *
 * @param files weight files, in any form that `importNetwork` reads.
 * @throws InputError naming the file, image, layer or setting that does not do.
 */
export async function analyseNetworks(
  files: string | readonly string[],
  options: AnalyseNetworksOptions = {},
): Promise<NetworkAnalyses> {
  const all = [files].flat();
  if (all.length === 0) throw new InputError('Name at least one weight file.');
  const settings = checkedSettings(options);
  const networks = await openNetworks(all, options.network);
  try {
    return await analyseOpened(networks, { ...settings, ...sizesFor(networks, settings) }, options);
  } finally {
    closeNetworks(networks);
  }
}

async function analyseOpened(
  networks: readonly OpenedNetwork[],
  settings: CheckedSettings,
  options: AnalyseNetworksOptions,
): Promise<NetworkAnalyses> {
  const { degradations, seed, patch, size, count } = settings;
  const { signal, cache } = options;
  const layers = chooseLayers(networks, options.layers ?? 'auto');
  const scales = [...new Set(networks.map(({ shrunk }) => shrunk))];
  const side = patch * Math.max(...scales);
  const set = await openImages(options.images, { count, side });
  const work = estimateWork(networks, layers, scales, settings);
  const steps = stages(options.onProgress, work.total);
  const onProgress = steps.stage(work.images, 'images');
  const images = await prepareImages(set, { count, side, size, onProgress, signal });
  const sets = new Map<number, DegradedSets>();
  for (const scale of scales) {
    const lr = images.whole.map((image) => shrink(image, scale));
    sets.set(scale, await setsOf(lr, { degradations, patch, seed, grids: images.grids }));
  }

  const patches = images.names.length;
  const names = degradationNames(degradations);
  const tsne = { perplexity: perplexityFor(patches * names.length), ...options.tsne };
  const measured = images.whole.slice(0, settings.measured);
  const shared: Shared = { sets, measured, settings, steps, work, tsne, cache, signal };
  const pixels = new Map<number, LayerReport>();
  for (const scale of scales) pixels.set(scale, await reportOnPixels(scale, shared));
  const reports: NetworkReport[] = [];
  for (const [i, network] of networks.entries()) {
    const report = reportOnNetwork(network, layers[i], pixels.get(network.shrunk)!, shared);
    reports.push(await report.catch(naming(network.file)));
  }

  const report: Report = {
    format: reportFormat,
    version: reportVersion,
    program: `ddr-lab ${version}`,
    created: new Date().toISOString(),
    backend: backendInUse() ?? 'unknown',
    settings: {
      layers: options.layers ?? 'auto',
      degradations: names,
      ...(settings.metrics.length > 0 ? { metrics: metricWords(settings.metrics) } : {}),
      runs: settings.runs,
      seed,
      patch,
      size,
      components: 50,
      perplexity: tsne.perplexity,
    },
    images: {
      set: set.name,
      count: images.whole.length,
      patches,
      names: images.names,
      skipped: images.skipped,
      warnings: imageWarnings(set, images, {
        byDefault: options.images === undefined,
        count,
        groups: names.length,
      }),
    },
    networks: reports,
    ...(reports.length === 2 ? { comparison: comparison(reports[0], reports[1]) } : {}),
  };
  return { report, pictures: await takePictures(networks, images, sets) };
}

/** Puts the file's name in front of what its reader can mend. */
function naming(file: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof InputError) || error.message.includes(file)) throw error;
    throw new InputError(`${file}: ${error.message}`);
  };
}
