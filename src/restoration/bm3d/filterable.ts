import { InputError } from '../../errors';
import type { Image } from '../../images/image';
import { publishedSettings, type HardThresholdSettings, type StepSettings } from './settings';

/** What decides whether an image can be filtered. */
export interface FilterableOptions {
  /** Standard deviation of the noise in 8-bit levels. */
  readonly sigma: number;
  readonly hard?: Partial<HardThresholdSettings>;
  readonly wiener?: Partial<StepSettings>;
  readonly estimate?: 'basic' | 'final';
}

/**
 * Makes sure that `bm3d` can filter an image with these options.
 *
 * @throws InputError when it is smaller than a patch, or a sample is not finite.
 */
export function requireFilterable({ height, width, data }: Image, options: FilterableOptions): void {
  const published = publishedSettings(options.sigma);
  const hard = options.hard?.patch ?? published.hard.patch;
  const wiener = options.wiener?.patch ?? published.wiener.patch;
  const patch = options.estimate === 'basic' ? hard : Math.max(hard, wiener);
  if (Math.min(height, width) < patch) {
    throw new InputError(
      `BM3D: the image has ${width} x ${height} pixels, less than one patch of ${patch} x ${patch}. ` +
        'Take a larger image, or set smaller patches.',
    );
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const pixel = Math.floor(bad / 3);
    throw new InputError(
      `BM3D: row ${Math.floor(pixel / width)}, column ${pixel % width} (counted from 0) is ${data[bad]}. ` +
        'Only finite samples can be filtered.',
    );
  }
}
