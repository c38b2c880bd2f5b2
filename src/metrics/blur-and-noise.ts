import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';

/** What a degradation of one image amounts to. */
export interface BlurAndNoise {
  /** Standard deviation of the Gaussian that is nearest to its blur, in pixels of the images; 0 for none. */
  readonly blur: number;
  /** Standard deviation of what that blur does not explain, in 8-bit levels. */
  readonly noise: number;
  /** Correlation of what is left between neighbours to the right and below; 0 for white noise. */
  readonly correlation: number;
  /** The image with that blur alone. */
  readonly blurred: Image;
  /** The image with what is left alone, not clipped. */
  readonly grainy: Image;
}

/** Pixels along the borders that do not count: a network may see other neighbours there than the mirror has. */
const BORDER = 4;

/** The widest blur that is looked for, in pixels: a window of 21 taps at x4 reaches 2.5. */
const WIDEST = 3;

/**
 * The Gaussian blur and the noise that lie between an image and a degraded version of it, of one size: the width that leaves the least squares, and what it leaves. Blurs by the transfer function
 * exp(-2 pi^2 sigma^2 f^2) of the image mirrored at its borders, so that widths below a pixel are exact. An LR image blurred before it was shrunk by s has a width of sigma / s here.
 *
 * @throws InputError for images of different sizes, and below 16 pixels a side.
 */
export function blurAndNoise(source: Image, degraded: Image): BlurAndNoise {
  const { height, width } = source;
  if (degraded.height !== height || degraded.width !== width) {
    throw new InputError(
      `Blur and noise are between images of one size, not ${height} x ${width} and ${degraded.height} x ${degraded.width}.`,
    );
  }
  if (Math.min(height, width) < 16) {
    throw new InputError(`Blur and noise need 16 x 16 pixels, not ${height} x ${width}.`);
  }
  const [down, across] = [cosines(height), cosines(width)];
  const channels = [0, 1, 2].map((channel) => {
    const plane = (image: Image): Float64Array =>
      Float64Array.from({ length: height * width }, (_, i) => image.data[3 * i + channel]);
    return { frequencies: transformed(plane(source), down, across), wanted: plane(degraded) };
  });
  const residuals = (sigma: number): Float64Array[] =>
    channels.map(({ frequencies, wanted }) => {
      const blurred = restored(weakened(frequencies, height, width, sigma), down, across);
      return wanted.map((value, i) => value - blurred[i]);
    });
  const squares = (sigma: number): number =>
    residuals(sigma).reduce((sum, plane) => sum + inner(plane, plane, height, width, 0), 0);
  const blur = lowest(squares, WIDEST);
  const left = residuals(blur);
  const moments = left.map((plane) => {
    const mean = innerMean(plane, height, width);
    return plane.map((value) => value - mean);
  });
  const energy = moments.reduce((sum, plane) => sum + inner(plane, plane, height, width, 0), 0);
  const beside = moments.reduce(
    (sum, plane) => sum + inner(plane, plane, height, width, 1) + inner(plane, plane, height, width, width),
    0,
  );
  const together = (planes: readonly Float64Array[], sample: (i: number, left: number) => number): Image =>
    createImage(
      height,
      width,
      Float32Array.from({ length: 3 * height * width }, (_, i) =>
        sample(i, planes[i % 3][Math.floor(i / 3)]),
      ),
    );
  const count = 3 * (height - 2 * BORDER) * (width - 2 * BORDER);
  return {
    blurred: together(left, (i, left) => degraded.data[i] - left),
    grainy: together(left, (i, left) => source.data[i] + left),
    blur,
    noise: 255 * Math.sqrt(energy / count),
    correlation: energy > 0 ? beside / 2 / energy : 0,
  };
}

/** The orthonormal cosine transform of a length, by rows of frequencies. */
function cosines(length: number): Float64Array[] {
  return Array.from({ length }, (_, k) =>
    Float64Array.from(
      { length },
      (__, i) => Math.sqrt((k === 0 ? 1 : 2) / length) * Math.cos((Math.PI * k * (2 * i + 1)) / (2 * length)),
    ),
  );
}

function transformed(
  plane: Float64Array,
  down: readonly Float64Array[],
  across: readonly Float64Array[],
): Float64Array {
  return alongColumns(alongRows(plane, across, false), down, across.length, false);
}

function restored(
  frequencies: Float64Array,
  down: readonly Float64Array[],
  across: readonly Float64Array[],
): Float64Array {
  return alongRows(alongColumns(frequencies, down, across.length, true), across, true);
}

function alongRows(plane: Float64Array, basis: readonly Float64Array[], back: boolean): Float64Array {
  const width = basis.length;
  const out = new Float64Array(plane.length);
  for (let row = 0; row < plane.length; row += width) {
    for (let k = 0; k < width; k++) {
      for (let i = 0; i < width; i++) {
        if (back) out[row + i] += basis[k][i] * plane[row + k];
        else out[row + k] += basis[k][i] * plane[row + i];
      }
    }
  }
  return out;
}

function alongColumns(
  plane: Float64Array,
  basis: readonly Float64Array[],
  width: number,
  back: boolean,
): Float64Array {
  const out = new Float64Array(plane.length);
  for (const [k, wave] of basis.entries()) {
    for (const [i, share] of wave.entries()) {
      const [to, from] = back ? [i, k] : [k, i];
      for (let x = 0; x < width; x++) out[to * width + x] += share * plane[from * width + x];
    }
  }
  return out;
}

/** Frequency k of a length n has k / 2n cycles a pixel. */
function weakened(frequencies: Float64Array, height: number, width: number, sigma: number): Float64Array {
  const gains = (length: number): Float64Array =>
    Float64Array.from({ length }, (_, k) => Math.exp(-2 * (Math.PI * sigma * (k / (2 * length))) ** 2));
  const [down, across] = [gains(height), gains(width)];
  return frequencies.map((value, i) => value * down[Math.floor(i / width)] * across[i % width]);
}

/** The sum of products of a plane's inner pixels with those `shift` places further in another. */
function inner(a: Float64Array, b: Float64Array, height: number, width: number, shift: number): number {
  let sum = 0;
  for (let y = BORDER; y < height - BORDER; y++) {
    for (let x = BORDER; x < width - BORDER; x++) sum += a[y * width + x] * b[y * width + x + shift];
  }
  return sum;
}

function innerMean(plane: Float64Array, height: number, width: number): number {
  const ones = new Float64Array(plane.length).fill(1);
  return inner(plane, ones, height, width, 0) / ((height - 2 * BORDER) * (width - 2 * BORDER));
}

/** Where a function of one valley is lowest in [0, to], by golden section, to a thousandth. */
function lowest(f: (x: number) => number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [0, to];
  let [c, d] = [b - golden * (b - a), a + golden * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 1e-3) {
    if (fc <= fd) {
      [b, d, fd] = [d, c, fc];
      c = b - golden * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + golden * (b - a);
      fd = f(d);
    }
  }
  const middle = (a + b) / 2;
  return f(0) <= f(middle) ? 0 : middle;
}
