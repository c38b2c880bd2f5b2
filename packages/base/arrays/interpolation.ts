/** Kernels that interpolate between equally spaced samples. */
export type InterpolationMethod = 'bicubic' | 'bilinear' | 'nearest';

/** How samples are interpolated; see `interpolation`. */
export interface InterpolationOptions {
  /** Default `bicubic` (Keys, a = -0.5). */
  readonly method?: InterpolationMethod;
  /** Widen the kernel when shrinking; never for `nearest`. Default true. */
  readonly antialias?: boolean;
  /** What lies beyond the border: the edge sample again (`replicate`, default), or a reflection (`mirror`). */
  readonly border?: 'replicate' | 'mirror';
}

/** For each output sample, `taps` input positions and their weights, which add up to 1. */
export interface Interpolation {
  readonly taps: number;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** A kernel and the width of its support, in input samples at scale 1. */
const kernels: Record<InterpolationMethod, { weight: (x: number) => number; support: number }> = {
  bicubic: { weight: keysCubic, support: 4 },
  bilinear: { weight: (x) => Math.max(0, 1 - Math.abs(x)), support: 2 },
  nearest: { weight: (x) => (x >= -0.5 && x < 0.5 ? 1 : 0), support: 1 },
};

/** R. Keys, "Cubic convolution interpolation for digital image processing" (1981), a = -0.5. */
export function keysCubic(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) return (1.5 * a - 2.5) * a * a + 1;
  return a <= 2 ? ((-0.5 * a + 2.5) * a - 4) * a + 2 : 0;
}

/**
 * How MATLAB's `imresize` makes `outLength` samples of `inLength`, along one axis: half-pixel centres, antialiased
 * when shrinking.
 *
 * @param scale output samples an input sample.
 */
export function interpolation(
  inLength: number,
  outLength: number,
  scale: number,
  options: InterpolationOptions = {},
): Interpolation {
  const { method = 'bicubic', antialias = true, border = 'replicate' } = options;
  const kernel = kernels[method];
  // Shrinking stretches the kernel over 1 / scale input pixels: that is the antialiasing.
  const stretch = scale < 1 && antialias && method !== 'nearest' ? scale : 1;
  const support = kernel.support / stretch;
  const taps = Math.ceil(support) + 2;
  const index = new Int32Array(outLength * taps);
  const weight = new Float64Array(outLength * taps);
  for (let out = 0; out < outLength; out++) {
    // MATLAB's u, one-based there: the input coordinate of the output sample's centre.
    const centre = (out + 1) / scale + 0.5 * (1 - 1 / scale);
    const first = Math.floor(centre - support / 2);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const value = stretch * kernel.weight(stretch * (centre - (first + tap)));
      const position = first + tap - 1;
      index[out * taps + tap] =
        border === 'mirror' ? mirror(position, inLength) : Math.min(Math.max(position, 0), inLength - 1);
      weight[out * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) weight[out * taps + tap] /= sum;
  }
  return { taps, index, weight };
}

/** The same as a matrix, `outLength` x `inLength`, row by row: its product with the input samples is the output. */
export function interpolationMatrix(
  inLength: number,
  outLength: number,
  scale: number,
  options: InterpolationOptions = {},
): Float32Array {
  const { taps, index, weight } = interpolation(inLength, outLength, scale, options);
  const matrix = new Float32Array(outLength * inLength);
  // Beyond the border several taps fall on one sample.
  for (let i = 0; i < weight.length; i++) {
    matrix[Math.floor(i / taps) * inLength + index[i]] += weight[i];
  }
  return matrix;
}

/** Reflection that repeats the edge sample: ... 1 0 | 0 1 2 ... */
function mirror(position: number, length: number): number {
  const period = 2 * length;
  const p = ((position % period) + period) % period;
  return p < length ? p : period - 1 - p;
}
