import type { Image } from '@ddr-lab/images/image';
import { comparable, type QualityOptions } from './comparable';
import type { Metric } from './metric';

/**
 * Peak signal-to-noise ratio in dB for a peak of 1: 10 log10(1 / MSE) over all samples; `Infinity` for equal
 * images. The field's PSNR of x4 super-resolution is `{ channel: 'y', border: 4 }`.
 *
 * @throws InputError when the sizes differ or the border leaves nothing.
 */
export function psnr(a: Image, b: Image, options: QualityOptions = {}): number {
  const [left, right] = comparable(a, b, options);
  let sum = 0;
  for (let i = 0; i < left.data.length; i++) sum += (left.data[i] - right.data[i]) ** 2;
  return 10 * Math.log10(left.data.length / sum);
}

/** PSNR as reports and cards have it. */
export const psnrMetric: Metric = {
  name: 'psnr',
  title: 'PSNR',
  unit: 'dB',
  better: 'higher',
  reference: true,
  usual: true,
  decimals: 2,
  gain: true,
  luma: true,
  summary: 'Peak signal-to-noise ratio of two images in dB ("Infinity" when they are equal).',
  source: 'by its definition',
  apply: (output, reference, channel = 'y') => psnr(output, reference, { channel }),
};
