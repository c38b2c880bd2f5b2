import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { psnr } from '../../metrics/psnr';
import { overRuns, type Spread } from '../../metrics/spread';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';

/** Makes an enlarged image of an LR image. */
export type Method = (lr: Image) => Promise<Image> | Image;

/** A method that restores and enlarges, and what enlarges alone. */
export interface Restorer {
  readonly method: Method;
  /** The same enlargement without the restoration: what the method is compared with. */
  readonly plain: Method;
}

/** What `restorationGains` takes. */
export interface RestorationGainOptions {
  /** Pixels cut off along the borders of the enlarged images; default 4, the paper's scale. */
  readonly border?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What a method makes of one kind of images. */
export interface RestorationGainRow {
  readonly method: string;
  readonly degradation: string;
  /** PSNR of its outputs against HR in dB (RGB). */
  readonly psnr: Spread;
  /** By how many dB that is better than `plain`; below 0, worse. */
  readonly gain: Spread;
  /** How much it changes what `plain` puts out, borders left out: root mean square, in levels of 8 bits. */
  readonly change: Spread;
}

/**
 * What each method restores of each kind of degraded images, as numbers for "the network is switched off" (Sec. 3): its
 * gain in PSNR over the same enlargement without restoration, and how much it changes at all.
 *
 * @param hr HR images, H x W x 3 in [0, 1]
 * @param degraded their LR images by the names of degradations; a shift, which no method could see, must not be in them
 * @throws InputError when the numbers of images differ.
 */
export async function restorationGains(
  restorers: Readonly<Record<string, Restorer>>,
  hr: readonly Image[],
  degraded: Readonly<Record<string, readonly Image[]>>,
  options: RestorationGainOptions = {},
): Promise<RestorationGainRow[]> {
  const { border = 4, onProgress, signal = currentSignal() } = options;
  for (const [name, images] of Object.entries(degraded)) {
    if (images.length === hr.length && hr.length > 0) continue;
    throw new InputError(`${name}: ${images.length} LR images for ${hr.length} HR images: give as many.`);
  }
  const total = Object.keys(restorers).length * Object.keys(degraded).length * hr.length;
  const rows: RestorationGainRow[] = [];
  let done = 0;
  for (const [name, { method, plain }] of Object.entries(restorers)) {
    for (const [degradation, images] of Object.entries(degraded)) {
      const quality: number[] = [];
      const gains: number[] = [];
      const changes: number[] = [];
      for (const [i, image] of images.entries()) {
        signal?.throwIfAborted();
        const [restored, enlarged] = [await method(image), await plain(image)];
        quality.push(psnr(restored, hr[i], { border }));
        gains.push(quality[i] - psnr(enlarged, hr[i], { border }));
        // PSNR told backwards: the root mean square of the differences.
        changes.push(255 * 10 ** (-psnr(restored, enlarged, { border }) / 20));
        onProgress?.({ done: ++done, total, note: `${name}, ${degradation}` });
      }
      const [ofQuality, gain, change] = [quality, gains, changes].map((values) => overRuns(values));
      rows.push({ method: name, degradation, psnr: ofQuality, gain, change });
    }
  }
  return rows;
}
