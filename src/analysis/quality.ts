import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { cropToMultiple } from '@ddr-lab/images/crop';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { type AnyDegradation, degradationName, degrade } from '../degradations/presets';
import { subSeed } from '../degradations/degradation';
import { comparable } from '../metrics/comparable';
import {
  type AnyMetric,
  applyMetric,
  checkedMetrics,
  metricWords,
  type MetricWords,
  type OwnMetric,
  usualMetrics,
} from '../metrics/metric';
import { superResolve } from '../networks/super-resolve';
import type { Runnable } from '../networks/tappable';
import { shrink } from './low-resolution';

/** PSNR in dB and SSIM, and further metrics by their names. */
export interface Quality {
  readonly psnr: number;
  readonly ssim: number;
  readonly [metric: string]: number;
}

/**
 * An output held against the original by the field's protocol: rounded to 8 bits, luma of BT.601, `border` pixels cut off along
 * each border. Metrics of one's own see the same pixels in all three colours.
 *
 * @throws InputError where sizes differ, the border leaves too little, or a metric gives no number.
 */
export async function imageQuality(
  output: Image,
  original: Image,
  { border, metrics }: { readonly border: number; readonly metrics: readonly OwnMetric[] },
): Promise<Quality> {
  const rounded = mapSamples(output, (value) => Math.round(value * 255) / 255);
  comparable(rounded, original, { border });
  const values: [string, number][] = [];
  for (const metric of [...usualMetrics, ...metrics]) {
    values.push([metric.name, await applyMetric(metric, rounded, original, border)]);
  }
  return Object.fromEntries(values) as unknown as Quality;
}

/** Means over images, metric by metric. */
export function meanQuality(values: readonly Quality[]): Quality {
  const mean = (name: string): number => values.reduce((sum, value) => sum + value[name], 0) / values.length;
  const names = Object.keys(values[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as unknown as Quality;
}

/** What a network makes of a set, and what plain bicubic upsampling does. */
export interface QualityRow {
  readonly set: string;
  readonly images: number;
  readonly scale: number;
  /** What was done to the LR images; nothing where absent. */
  readonly degradation?: string;
  /** Means over the images: PSNR in dB, SSIM, and further metrics by their names. */
  readonly network: Quality;
  /** Plain bicubic enlargement of the same input; of a network of scale 1 the input itself. */
  readonly bicubic: Quality;
  /** What is to be said of further metrics, where there are any. */
  readonly metrics?: readonly MetricWords[];
}

/** What `qualityRow` takes. */
export interface QualityRowOptions {
  /** Measures beside PSNR and SSIM: built-in ones by name (`niqe`), or one's own; default none. */
  readonly metrics?: readonly AnyMetric[];
  /** What is done to the LR images before the network sees them; default nothing. A network of scale 1 has nothing to do without. */
  readonly degradation?: AnyDegradation;
  /** What the network enlarges by; default: found by trying, with an image of 16 x 16. */
  readonly scale?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Mean PSNR and SSIM of a super-resolution network and of bicubic over whole images, by the field's protocol: HR
 * cropped to a multiple of the scale, LR by MATLAB's bicubic, outputs rounded to 8 bits, compared on the luma of
 * BT.601 with `scale` pixels cut off along each border. Metrics of one's own see the same pixels in RGB.
 *
 * @throws InputError naming a metric that is none, or whose value is none.
 */
export async function qualityRow(
  network: Runnable,
  set: ImageSet,
  options: QualityRowOptions = {},
): Promise<QualityRow> {
  const { onProgress, signal = currentSignal() } = options;
  const { degradation } = options;
  const metrics = checkedMetrics(options.metrics);
  const scale = options.scale ?? (await scaleOf(network));
  const against = { border: scale, metrics };
  const ours: Quality[] = [];
  const bicubic: Quality[] = [];
  for (let i = 0; i < set.count; i++) {
    signal?.throwIfAborted();
    const hr = cropToMultiple(await set.read(i), scale);
    const clean = shrink(hr, scale);
    const lr = degradation === undefined ? clean : await degrade(clean, degradation, { seed: subSeed(0, i) });
    ours.push(await imageQuality(await superResolve(network, lr, { signal }), hr, against));
    const { height, width } = hr;
    const plain = scale === 1 ? lr : resize(lr, { height, width, levels: 255 });
    bicubic.push(await imageQuality(plain, hr, against));
    onProgress?.({ done: i + 1, total: set.count, note: set.name });
  }
  return {
    set: set.name,
    images: set.count,
    scale,
    ...(degradation === undefined ? {} : { degradation: degradationName(degradation) }),
    network: meanQuality(ours),
    bicubic: meanQuality(bicubic),
    ...(metrics.length > 0 ? { metrics: metricWords(metrics) } : {}),
  };
}

/** The factor by which a network enlarges, found by trying. */
export async function scaleOf(network: Runnable): Promise<number> {
  const { height } = await superResolve(network, createImage(16, 16));
  return height / 16;
}
