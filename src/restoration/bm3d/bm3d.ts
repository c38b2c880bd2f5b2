import { InputError } from '../../errors';
import { createImage, type Image } from '../../images/image';
import type { OnProgress } from '../../progress';
import {
  channelSigmas,
  colourSpaces,
  greyPlane,
  isGrey,
  toImage,
  toPlanes,
  type ColourSpace,
} from './colour';
import { checkSettings, publishedSettings, type HardThresholdSettings, type StepSettings } from './settings';
import { runStep } from './step';

/** What `bm3d` takes. */
export interface Bm3dOptions {
  /** Standard deviation of the noise in 8-bit levels (`noise20` has 20), 0 to 255; 0 returns the image as it is. */
  readonly sigma: number;
  /** Settings of the first step other than the published ones, which depend on sigma (`publishedSettings`). */
  readonly hard?: Partial<HardThresholdSettings>;
  /** Settings of the second step other than the published ones. */
  readonly wiener?: Partial<StepSettings>;
  /** `final` (default): both steps; `basic`: the first alone. */
  readonly estimate?: 'basic' | 'final';
  /** In which space colour is filtered: `opponent` (default), or `ycbcr` (BT.601's, as JPEG has it). */
  readonly colourSpace?: ColourSpace;
  /** Called after each row of reference patches. */
  readonly onProgress?: OnProgress;
  /** Stops after the row under way; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Removes white Gaussian noise by block matching and 3-D filtering (Dabov, Foi, Katkovnik, Egiazarian, "Image
 * denoising by sparse 3-D transform-domain collaborative filtering", 2007), and from colour images as CBM3D does:
 * patches are matched in the luminance, each channel is filtered with the noise it has. An image whose three
 * channels are equal is filtered as one grey channel. Samples may lie outside of [0, 1]; results are clipped to it.
 *
 * Nothing is random: the same image gives the same result.
 *
 * @throws InputError when the image is smaller than a patch (8 x 8, above sigma 40 12 x 12), a sample is not
 *   finite, or a setting cannot be.
 */
export async function bm3d(image: Image, options: Bm3dOptions): Promise<Image> {
  const { sigma, colourSpace = 'opponent', estimate = 'final', onProgress, signal } = options;
  const published = publishedSettings(sigma);
  const hard = { ...published.hard, ...options.hard };
  const wiener = { ...published.wiener, ...options.wiener };
  checkOptions(options);
  checkSettings('hard', hard);
  checkSettings('wiener', wiener);
  checkImage(image, estimate === 'final' ? Math.max(hard.patch, wiener.patch) : hard.patch);
  if (sigma === 0) return createImage(image.height, image.width, image.data.slice());

  const grey = isGrey(image);
  const noisy = grey ? [greyPlane(image)] : toPlanes(image, colourSpace);
  const sigmas = grey ? [sigma] : channelSigmas(sigma, colourSpace);
  const steps = estimate === 'final' ? 2 : 1;
  const control = (step: number, note: string): Parameters<typeof runStep>[2] => ({
    onRow: (done, total) => onProgress?.({ done: step * total + done, total: steps * total, note }),
    signal,
  });
  const basic = await runStep({ noisy, sigmas }, hard, control(0, 'hard thresholding'));
  if (estimate === 'basic') return toImage(basic, colourSpace);
  const final = await runStep({ noisy, sigmas, basic }, wiener, control(1, 'Wiener filter'));
  return toImage(final, colourSpace);
}

function checkOptions({ sigma, colourSpace = 'opponent', estimate = 'final' }: Bm3dOptions): void {
  if (!(sigma >= 0 && sigma <= 255)) {
    throw new InputError(`BM3D: sigma must be a number of 8-bit levels from 0 to 255, not ${sigma}.`);
  }
  if (!colourSpaces.includes(colourSpace)) {
    throw new InputError(`BM3D: the colour space must be ${colourSpaces.join(' or ')}, not ${colourSpace}.`);
  }
  if (estimate !== 'basic' && estimate !== 'final') {
    throw new InputError(`BM3D: the estimate must be basic or final, not ${String(estimate)}.`);
  }
}

function checkImage({ height, width, data }: Image, patch: number): void {
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
