import { analyse, countsOf, type LayerAnalysis, PIXELS, pixelsNetwork } from '../analysis/analyse';
import type { Cached } from '../analysis/cached/features';
import type { DegradedSets } from '../analysis/degraded-sets';
import { InputError } from '@ddr-lab/base/errors';
import { cropCentre, cropToMultiple } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { disposeNetwork } from '../networks/tappable';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import { attributeNetwork } from './attribute-network';
import { groupLayers, judgedLayer, type OpenedNetwork } from './open-networks';
import type { LayerReport, NetworkReport, QualityReport, ImageQuality } from './report';
import type { CheckedSettings } from './settings';
import type { Stages, Work } from './stages';
import { verdictOn } from './verdict';
import { imageQuality, meanQuality, type Quality } from '../analysis/quality';
import { shrink } from '../analysis/low-resolution';
import { type AnyDegradation, degradationName, degradeAll } from '../degradations/presets';
import type { OwnMetric } from '../metrics/metric';
import type { ImportedNetwork } from '../networks/import/import-network';
import { superResolve } from '../networks/super-resolve';
import type { OnProgress } from '@ddr-lab/base/progress';
import { enlarge } from './prepare-images';
import { currentSignal } from '@ddr-lab/base/signal';

/** What the analyses of all networks share. */
export interface Shared extends Cached {
  /** The patches, by the scale that the images were shrunk by. */
  readonly sets: ReadonlyMap<number, DegradedSets>;
  /** Images that outputs are measured on. */
  readonly measured: readonly Image[];
  readonly settings: CheckedSettings;
  readonly steps: Stages;
  readonly work: Work;
  readonly tsne: TsneOptions;
  readonly signal?: AbortSignal;
}

/** The control: what the pixels themselves say, of images shrunk by a scale. */
export async function reportOnPixels(scale: number, shared: Shared): Promise<LayerReport> {
  const network = pixelsNetwork();
  const { runs, patch, seed } = shared.settings;
  const onProgress = shared.steps.stage((runs + 2) * shared.work.run, 'pixels');
  try {
    const options = { ...analysisOptions(shared), layers: [PIXELS], onProgress };
    const [result] = await analyse(network, shared.sets.get(scale)!, options);
    return layerReport(result, 3 * patch ** 2, seed);
  } finally {
    disposeNetwork(network);
  }
}

/** All that is found out about one network: scores by layer, quality of outputs, verdict. */
export async function reportOnNetwork(
  opened: OpenedNetwork,
  layers: readonly string[],
  pixels: LayerReport,
  shared: Shared,
): Promise<NetworkReport> {
  const { network, name, file, architecture, scale, shrunk } = opened;
  const { sets, settings, steps, work } = shared;
  const { patches } = sets.get(shrunk)!;
  const { groups, features, tooLarge } = await groupLayers(network, layers, patches, settings.solver);
  const leftOut = tooLarge.map(
    ({ layer, gigabytes }) =>
      `the layer ${layer} was left out: its features of ${patches.length} patches take ${gigabytes.toFixed(1)} GB; fewer or smaller patches take less`,
  );
  if (groups.length === 0) throw new InputError(`${leftOut.join('; ')}.`);
  const found: LayerReport[] = [];
  const reductions: string[] = [];
  for (const group of groups) {
    const onProgress = steps.stage(group.length * (settings.runs + 2) * work.run, name);
    const options = { ...analysisOptions(shared), layers: group, onProgress };
    const results = await analyse(network, sets.get(shrunk)!, options);
    found.push(...results.map((result) => layerReport(result, features.get(result.layer)!, settings.seed)));
    reductions.push(
      ...results.flatMap(({ layer, reduction }) => (reduction ? `${layer}: ${reduction.text}` : [])),
    );
  }
  const quality = await qualityOf(opened, shared);
  const attribution =
    settings.attribution && scale !== undefined
      ? await attributeNetwork(network, sets.get(shrunk)!, scale, {
          method: settings.attribution,
          signal: shared.signal,
        })
      : undefined;
  const names = found.map(({ layer }) => layer);
  const judged = found.slice(0, names.indexOf(judgedLayer(network, names)) + 1);
  const counts = countsOf(sets.get(shrunk)!);
  return {
    name,
    file,
    architecture,
    scale: scale ?? null,
    shrunk,
    warnings: [...opened.warnings, ...leftOut, ...reductions],
    verdict: verdictOn(name, judged, pixels.chi, counts),
    pixels,
    layers: found,
    quality,
    ...(attribution === undefined ? {} : { attribution }),
  };
}

async function qualityOf(
  { network, name, scale, fixed }: OpenedNetwork,
  { measured, settings, steps, work, signal }: Shared,
): Promise<QualityReport[]> {
  if (scale === undefined) return [];
  const { degradations, metrics, seed } = settings;
  const onProgress = steps.stage(work.quality, `${name}, outputs`);
  // A network that takes one size alone is shown the images' middles.
  const images = fixed
    ? measured.map((image) => cropCentre(image, { height: scale * fixed.height, width: scale * fixed.width }))
    : measured;
  return measureQuality(network, images, { scale, degradations, metrics, seed, onProgress, signal });
}

function analysisOptions({ settings, tsne, cache, signal }: Shared): Parameters<typeof analyse>[2] {
  const { runs, seed, solver } = settings;
  // The control is analysed once for all networks, and what there is to say is said in the report.
  const alone = { control: false, onMessage: false } as const;
  return { ...alone, runs, seed, solver, tsne, signal, ...(cache === undefined ? {} : { cache }) };
}

function layerReport(
  { layer, wd, bd, chi, reduced, runs }: LayerAnalysis,
  features: number,
  seed: number,
): LayerReport {
  return {
    layer,
    features,
    wd,
    bd,
    // Without what CHI would be of other images: 499 numbers that no report shows.
    chi: { mean: chi.mean, standardDeviation: chi.standardDeviation, values: chi.values },
    reduced,
    runs: runs.map(({ points: { rows, data }, kl }, run) => ({
      seed: seed + run,
      kl,
      points: Array.from({ length: rows }, (_, i) => [data[2 * i], data[2 * i + 1]] as const),
    })),
  };
}

/** What `measureQuality` takes. */
export interface QualityOptions {
  readonly scale: number;
  readonly degradations: readonly AnyDegradation[];
  /** Measures besides the usual ones, checked. */
  readonly metrics: readonly OwnMetric[];
  /** Seed of noise. */
  readonly seed: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * What a network makes of images under each degradation, beside bicubic enlargement, by the field's protocol: images shrunk by
 * the scale and degraded, outputs rounded to 8 bits, compared with the original on the luma of BT.601 with `scale` pixels cut off along
 * each border. Metrics of one's own see the same pixels in RGB.
 */
async function measureQuality(
  network: ImportedNetwork,
  images: readonly Image[],
  { scale, degradations, metrics, seed, onProgress, signal = currentSignal() }: QualityOptions,
): Promise<QualityReport[]> {
  const lr = images.map((image) => shrink(image, scale));
  const against = { border: scale, metrics };
  const reports: QualityReport[] = [];
  for (const [k, degradation] of degradations.entries()) {
    const inputs = await degradeAll(lr, degradation, { seed, signal });
    const name = degradationName(degradation);
    const ours: Quality[] = [];
    const bicubic: Quality[] = [];
    for (const [i, input] of inputs.entries()) {
      signal?.throwIfAborted();
      const original = cropToMultiple(images[i], scale);
      ours.push(await imageQuality(await superResolve(network, input, { signal }), original, against));
      bicubic.push(await imageQuality(enlarge(input, original), original, against));
      const done = k * images.length + i + 1;
      onProgress?.({ done, total: degradations.length * images.length, note: name });
    }
    reports.push({ degradation: name, images: images.length, network: plain(ours), bicubic: plain(bicubic) });
  }
  return reports;
}

/** Means; `null` where they are infinite, which JSON cannot write. */
function plain(samples: readonly Quality[]): ImageQuality {
  const means = meanQuality(samples);
  const own = Object.entries(means).map(
    ([name, value]) => [name, Number.isFinite(value) ? value : null] as const,
  );
  return Object.fromEntries(own) as unknown as ImageQuality;
}
