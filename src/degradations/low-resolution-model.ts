import { keysCubic } from '@ddr-lab/base/arrays/interpolation';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom, type Random } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';

/** How one LR image was made of its HR image. */
export interface LowResolutionDegradation {
  /** Standard deviation of an isotropic Gaussian, in pixels of the *HR* image; 0: none. */
  readonly blur: number;
  /** Standard deviation of Gaussian noise on the LR image, in 8-bit levels; 0: none. */
  readonly noise: number;
}

/** From where to where a number is drawn, evenly; one number: always that. */
export type Drawn = number | readonly [from: number, to: number];

/** Degradations to be drawn, one for each image. */
export interface LowResolutionModel {
  /** In HR pixels; DASR's at x4 are from 0.2 to 4. */
  readonly blur: Drawn;
  /** In 8-bit levels; DASR's are from 0 to 25. */
  readonly noise: Drawn;
  /** The share of images without noise, and without blur; default 0. A range alone draws its ends all but never. */
  readonly without?: { readonly noise?: number; readonly blur?: number };
}

/** Taps of the blur's window, as published for blind super-resolution. */
const BLUR_TAPS = 21;

/**
 * Draws a degradation; always four numbers of the stream, whatever they decide.
 *
 * @throws InputError for a range that is none.
 */
export function drawDegradation(model: LowResolutionModel, random: Random): LowResolutionDegradation {
  const { blur, noise, without = {} } = model;
  const [a, b, c, d] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()];
  return {
    blur: b < (without.blur ?? 0) ? 0 : between('blur', blur, a),
    noise: d < (without.noise ?? 0) ? 0 : between('noise', noise, c),
  };
}

function between(what: string, drawn: Drawn, share: number): number {
  const [from, to] = typeof drawn === 'number' ? [drawn, drawn] : drawn;
  if (!(from >= 0 && to >= from && Number.isFinite(to))) {
    throw new InputError(
      `The range of ${what} is two numbers from 0 on, the smaller first, not ${from} to ${to}.`,
    );
  }
  return from + (to - from) * share;
}

/** What `lowResolved` takes besides the degradation. */
export interface LowResolvedOptions {
  /** What the image is shrunk by, a whole number; default 4. */
  readonly scale?: number;
  /** Of the noise; default 0. */
  readonly seed?: number;
}

/**
 * The LR image that blind super-resolution learns from (Gu et al. 2019; Wang et al. 2021): HR blurred by a Gaussian of 21 x 21 taps, shrunk by MATLAB's bicubic, noise added, rounded to 8 bits.
 * Beyond the border both kernels see the image mirrored, its edge repeated.
 *
 * @param hr H x W x 3, multiples of the scale.
 * @returns (H / s) x (W / s) x 3 in [0, 1], in steps of 1/255.
 * @throws InputError for a size that is no multiple of the scale, and for a deviation below 0.
 */
export function lowResolved(
  hr: Image,
  { blur, noise }: LowResolutionDegradation,
  { scale = 4, seed = 0 }: LowResolvedOptions = {},
): Image {
  for (const [what, value] of Object.entries({ blur, noise })) {
    if (!(value >= 0 && Number.isFinite(value)))
      throw new InputError(`${what} is a deviation from 0 on, not ${value}.`);
  }
  const [height, width] = [hr.height / scale, hr.width / scale];
  if (!Number.isInteger(height) || !Number.isInteger(width)) {
    throw new InputError(
      `An image of ${hr.height} x ${hr.width} cannot be shrunk by ${scale} to whole pixels.`,
    );
  }
  const kernel = shrinkingKernel(blur, scale);
  const low = shrunk(hr, kernel, { scale, top: 0, left: 0, height, width });
  const bytes = quantised(low, 255, { noise, seed });
  return createImage(
    height,
    width,
    Float32Array.from(bytes, (level) => level / 255),
  );
}

/**
 * 8-bit levels of samples, with Gaussian noise.
 *
 * @param levels how many levels a sample of 1 is: 255 for samples in [0, 1].
 */
export function quantised(
  samples: Float32Array,
  levels: number,
  { noise, seed }: { readonly noise: number; readonly seed: number },
): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from(samples, (sample) => {
    const level = levels * sample + (noise > 0 ? noise * random.normal() : 0);
    return Math.round(Math.min(255, Math.max(0, level)));
  });
}

/** Weights of the samples that one LR sample is made of. */
export interface ShrinkingKernel {
  readonly weights: Float64Array;
  /** The first sample's place: `scale * i + first` for LR sample i. */
  readonly first: number;
}

/** The kernels last asked for: neighbours of a batch share some. */
const known = new Map<string, ShrinkingKernel>();

/** Blur and MATLAB's bicubic, antialiased, as one kernel along an axis (both are separable). At x4 it has 36 taps. */
export function shrinkingKernel(blur: number, scale: number): ShrinkingKernel {
  const key = `${blur} ${scale}`;
  const found = known.get(key);
  if (found) return found;
  const gauss = gaussian(blur);
  const cubic = bicubicTaps(scale);
  const radius = gauss.length >> 1;
  const weights = new Float64Array(cubic.weights.length + 2 * radius);
  cubic.weights.forEach((weight, i) => gauss.forEach((share, j) => (weights[i + j] += weight * share)));
  const made = { weights, first: cubic.first - radius };
  if (known.size > 256) known.clear();
  known.set(key, made);
  return made;
}

function gaussian(sigma: number): Float64Array {
  const radius = BLUR_TAPS >> 1;
  if (sigma === 0) return Float64Array.of(1);
  const taps = Float64Array.from({ length: BLUR_TAPS }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}

/** MATLAB's `imresize` by 1 / scale: the cubic of Keys (a = -0.5), as many times as wide. */
function bicubicTaps(scale: number): ShrinkingKernel {
  const centre = (scale - 1) / 2;
  const first = Math.ceil(centre - 2 * scale);
  const last = Math.floor(centre + 2 * scale);
  const taps = Float64Array.from({ length: last - first + 1 }, (_, i) =>
    keysCubic((first + i - centre) / scale),
  );
  const sum = taps.reduce((a, b) => a + b, 0);
  return { weights: taps.map((tap) => tap / sum), first };
}

/** A part of an LR image, in its own pixels. */
export interface LowPart {
  readonly scale: number;
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** HR samples: [0, 1] as floats, or 8 bits. */
interface Samples {
  readonly height: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
}

/** A part of the shrunk image, not rounded, height x width x 3; in the unit of the samples. */
export function shrunk(
  { height: rows, width: columns, data }: Samples,
  { weights, first }: ShrinkingKernel,
  { scale, top, left, height, width }: LowPart,
): Float32Array {
  // Along the rows first, for the columns that are needed.
  const from = scale * left + first;
  const span = scale * (width - 1) + weights.length;
  const places = Int32Array.from({ length: span }, (_, i) => 3 * mirrored(from + i, columns));
  const between = new Float64Array(height * span * 3);
  for (let y = 0; y < height; y++) {
    const begin = scale * (top + y) + first;
    const out = y * span * 3;
    for (let tap = 0; tap < weights.length; tap++) {
      const weight = weights[tap];
      const row = 3 * columns * mirrored(begin + tap, rows);
      for (let i = 0; i < span; i++) {
        const at = row + places[i];
        between[out + 3 * i] += weight * data[at];
        between[out + 3 * i + 1] += weight * data[at + 1];
        between[out + 3 * i + 2] += weight * data[at + 2];
      }
    }
  }
  const result = new Float32Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [0, 0, 0];
      for (let tap = 0, at = (y * span + scale * x) * 3; tap < weights.length; tap++, at += 3) {
        const weight = weights[tap];
        r += weight * between[at];
        g += weight * between[at + 1];
        b += weight * between[at + 2];
      }
      result.set([r, g, b], (y * width + x) * 3);
    }
  }
  return result;
}

/** The place inside [0, length) that a place is a mirror image of, the edge repeated. */
function mirrored(place: number, length: number): number {
  const period = 2 * length;
  const p = ((place % period) + period) % period;
  return p < length ? p : period - 1 - p;
}
