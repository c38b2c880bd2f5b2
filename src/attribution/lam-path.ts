import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImagePath } from './path';

/** The ways from a baseline to the image. */
export type LamPath = 'blur' | 'linear' | 'fading';

/** The Gaussian that blurs the baseline: its deviation and the side of its window, in pixels. */
export interface LamBlur {
  readonly sigma: number;
  readonly kernel: number;
}

/**
 * The points of a path, t from 0 (baseline) to 1 (the image).
 *
 * @throws InputError for another path, a sigma below 0, and a kernel that is even or reaches beyond the reflected image.
 */
export function lamPath(image: Image, kind: LamPath, { sigma, kernel }: LamBlur): ImagePath {
  if (!(sigma >= 0 && Number.isFinite(sigma)))
    throw new InputError(`sigma is a number of pixels from 0 on, not ${sigma}.`);
  if (!Number.isInteger(kernel) || kernel < 1 || kernel % 2 === 0) {
    throw new InputError(`kernel is an odd number of pixels, not ${kernel}.`);
  }
  if (kernel >> 1 >= Math.min(image.height, image.width)) {
    throw new InputError(
      `A kernel of ${kernel} is too large for an image of ${image.height} x ${image.width}.`,
    );
  }
  if (kind === 'blur') return (t) => lamBlur(image, sigma * (1 - t), kernel).data;
  const baseline =
    kind === 'linear'
      ? lamBlur(image, sigma, kernel)
      : kind === 'fading'
        ? createImage(image.height, image.width)
        : undefined;
  if (!baseline) throw new InputError(`path is one of blur, linear, fading, not ${String(kind)}.`);
  return (t) => image.data.map((value, i) => t * value + (1 - t) * baseline.data[i]);
}

/** Keeps a deviation of 0 from being divided by, as LAM's code has it. */
const SIGMA_EPSILON = 1e-5;

/** Gaussian blur in a window of `kernel` pixels a side, the border reflected without its edge (OpenCV's REFLECT_101). */
function lamBlur({ height, width, data }: Image, sigma: number, kernel: number): Image {
  const radius = kernel >> 1;
  const weights = Float64Array.from({ length: kernel }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * (sigma + SIGMA_EPSILON) ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < kernel; i++) weights[i] /= sum;
  const down = alongAxis(data, { outer: 1, length: height, inner: width * 3 }, weights);
  return createImage(
    height,
    width,
    Float32Array.from(alongAxis(down, { outer: height, length: width, inner: 3 }, weights)),
  );
}

function alongAxis(
  data: ArrayLike<number>,
  { outer, length, inner }: { readonly outer: number; readonly length: number; readonly inner: number },
  weights: Float64Array,
): Float64Array {
  const radius = weights.length >> 1;
  const out = new Float64Array(outer * length * inner);
  for (let o = 0; o < outer; o++) {
    for (let place = 0; place < length; place++) {
      const to = (o * length + place) * inner;
      for (let k = -radius; k <= radius; k++) {
        const weight = weights[k + radius];
        if (weight === 0) continue;
        const at = Math.abs(place + k);
        const from = (o * length + (at < length ? at : 2 * length - 2 - at)) * inner;
        for (let i = 0; i < inner; i++) out[to + i] += weight * data[from + i];
      }
    }
  }
  return out;
}
