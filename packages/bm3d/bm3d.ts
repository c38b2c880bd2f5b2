import { InputError } from '@ddr-lab/base/errors';
import { type Image, createImage } from '@ddr-lab/images/image';
import type { OnProgress } from '@ddr-lab/base/progress';
import { type HardThresholdSettings, type StepSettings, checkSettings, publishedSettings } from './settings';
import { currentSignal } from '@ddr-lab/base/signal';
import { invert } from './patch-transforms';
import { type Plane } from './aggregation';
import { type StepControl, type StepKernels, countRows, runStep } from './step';

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
  /** What computes it: `compiled` (default), SIMD WebAssembly in single precision, or `plain` JavaScript, in double but for coefficients: slower, the same to 1e-5 of white or so. */
  readonly kernels?: StepKernels;
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
    kernels = 'compiled',
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
    kernels,
  });
  const basic = await runStep({ noisy, sigmas }, hard, control(0, 'hard thresholding'));
  if (estimate === 'basic') return toImage(basic, colourSpace);
  const final = await runStep({ noisy, sigmas, basic }, wiener, control(hardRows, 'Wiener filter'));
  return toImage(final, colourSpace);
}

function checkOptions({
  sigma,
  colourSpace = 'opponent',
  estimate = 'final',
  kernels = 'compiled',
}: Bm3dOptions): void {
  if (kernels !== 'compiled' && kernels !== 'plain') {
    throw new InputError(`BM3D: the kernels must be compiled or plain, not ${String(kernels)}.`);
  }
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

/** Names of the colour spaces in which colour images are filtered. */
export type ColourSpace = 'opponent' | 'ycbcr';

/** Luminance first, then two differences of colour: what each channel is made of red, green and blue. */
const matrices: Readonly<Record<ColourSpace, Float64Array>> = {
  opponent: Float64Array.of(1 / 3, 1 / 3, 1 / 3, 1 / 2, 0, -1 / 2, 1 / 4, -1 / 2, 1 / 4),
  ycbcr: Float64Array.of(0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312),
};

/** Names of the colour spaces. */
const colourSpaces = Object.keys(matrices) as ColourSpace[];

/** Whether all three channels are equal everywhere. */
function isGrey({ data }: Image): boolean {
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

/** The red channel alone, in 8-bit levels: all there is of a grey image. */
function greyPlane({ height, width, data }: Image): Plane {
  return { height, width, data: Float64Array.from({ length: height * width }, (_, i) => data[3 * i] * 255) };
}

/** The three channels of a colour space, in 8-bit levels. */
function toPlanes({ height, width, data }: Image, space: ColourSpace): Plane[] {
  const m = matrices[space];
  return [0, 3, 6].map((row) => {
    const channel = new Float64Array(height * width);
    for (let i = 0; i < channel.length; i++) {
      const at = 3 * i;
      channel[i] = 255 * (m[row] * data[at] + m[row + 1] * data[at + 1] + m[row + 2] * data[at + 2]);
    }
    return { height, width, data: channel };
  });
}

/** The deviation of each channel when red, green and blue have independent noise of deviation `sigma`. */
function channelSigmas(sigma: number, space: ColourSpace): number[] {
  const m = matrices[space];
  return [0, 3, 6].map((row) => sigma * Math.hypot(m[row], m[row + 1], m[row + 2]));
}

/** An image of one grey plane, or of the three channels of a colour space; clipped to [0, 1]. */
function toImage(planes: readonly Plane[], space: ColourSpace): Image {
  const { height, width } = planes[0];
  const image = createImage(height, width);
  const m = invert(matrices[space], 3);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) {
      const level =
        planes.length === 1
          ? planes[0].data[i]
          : m[3 * c] * planes[0].data[i] +
            m[3 * c + 1] * planes[1].data[i] +
            m[3 * c + 2] * planes[2].data[i];
      image.data[3 * i + c] = Math.min(1, Math.max(0, level / 255));
    }
  }
  return image;
}

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
