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
import { requireFilterable } from './filterable';
import { countRows, runStep, type StepControl } from './step';
import { currentSignal } from '../../signal';

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
  const {
    sigma,
    colourSpace = 'opponent',
    estimate = 'final',
    onProgress,
    signal = currentSignal(),
  } = options;
  const published = publishedSettings(sigma);
  const hard = { ...published.hard, ...options.hard };
  const wiener = { ...published.wiener, ...options.wiener };
  checkOptions(options);
  checkSettings('hard', hard);
  checkSettings('wiener', wiener);
  requireFilterable(image, options);
  if (sigma === 0) return createImage(image.height, image.width, image.data.slice());

  const grey = isGrey(image);
  const noisy = grey ? [greyPlane(image)] : toPlanes(image, colourSpace);
  const sigmas = grey ? [sigma] : channelSigmas(sigma, colourSpace);
  const hardRows = countRows(image, hard);
  const total = hardRows + (estimate === 'final' ? countRows(image, wiener) : 0);
  const control = (before: number, note: string): StepControl => ({
    onRow: (done) => onProgress?.({ done: before + done, total, note }),
    signal,
  });
  const basic = await runStep({ noisy, sigmas }, hard, control(0, 'hard thresholding'));
  if (estimate === 'basic') return toImage(basic, colourSpace);
  const final = await runStep({ noisy, sigmas, basic }, wiener, control(hardRows, 'Wiener filter'));
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
