import { mapSamples, type Image } from '@ddr-lab/images/image';
import { applyMetric, type OwnMetric } from '../metrics/own-metric';
import { psnr } from '../metrics/psnr';
import { ssim } from '../metrics/ssim';

/** PSNR in dB and SSIM, and metrics of one's own by their names. */
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
  const options = { channel: 'y', border } as const;
  const known = { psnr: psnr(rounded, original, options), ssim: ssim(rounded, original, options) };
  const own: [string, number][] = [];
  for (const metric of metrics) {
    own.push([metric.name, await applyMetric(metric, rounded, original, border)]);
  }
  return { ...known, ...Object.fromEntries(own) };
}

/** Means over images, metric by metric. */
export function meanQuality(values: readonly Quality[]): Quality {
  const mean = (name: string): number => values.reduce((sum, value) => sum + value[name], 0) / values.length;
  const names = Object.keys(values[0] ?? {});
  const all = Object.fromEntries(names.map((name) => [name, mean(name)] as const));
  return { ...all, psnr: mean('psnr'), ssim: mean('ssim') };
}
