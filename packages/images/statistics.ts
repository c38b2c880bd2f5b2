import type { Image } from './image';

/** What tells a photograph's light and edges from noise or from a drawing; all of its luma in [0, 1]. */
export interface ImageStatistics {
  readonly mean: number;
  readonly deviation: number;
  /** Of differences between neighbours along rows and columns: spread, asymmetry, and weight of the tails. */
  readonly gradient: { readonly deviation: number; readonly skewness: number; readonly kurtosis: number };
  /** Share of 8 x 8 patches without detail: standard deviation below 3/255. */
  readonly flat: number;
  /** Mean distance of a pixel's colour from grey: (max - min) over R, G, B. */
  readonly chroma: number;
}

/** Rec. 601 luma of each pixel, (0.299, 0.587, 0.114), in [0, 1]. */
export function luma(image: Image): Float64Array {
  const { data } = image;
  return Float64Array.from(
    { length: image.height * image.width },
    (_, i) => 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2],
  );
}

/** Statistics of one image. Kurtosis is 3 for a normal distribution; photographs' gradients reach far above. */
export function imageStatistics(image: Image): ImageStatistics {
  const { height, width, data } = image;
  const values = luma(image);
  const level = moments(values);
  const differences: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width) differences.push(values[i + 1] - values[i]);
      if (y + 1 < height) differences.push(values[i + width] - values[i]);
    }
  }
  const { deviation, skewness, kurtosis } = moments(differences);
  let chroma = 0;
  for (let i = 0; i < data.length; i += 3) {
    chroma += Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]);
  }
  return {
    mean: level.mean,
    deviation: level.deviation,
    gradient: { deviation, skewness, kurtosis },
    flat: flatShare(values, height, width),
    chroma: chroma / (height * width),
  };
}

function moments(values: ArrayLike<number>): {
  mean: number;
  deviation: number;
  skewness: number;
  kurtosis: number;
} {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i] - mean;
    second += (d * d) / n;
    third += (d * d * d) / n;
    fourth += (d * d * d * d) / n;
  }
  // An even image has no spread; its shape is called normal.
  const spread = second > 1e-20;
  return {
    mean,
    deviation: Math.sqrt(second),
    skewness: spread ? third / second ** 1.5 : 0,
    kurtosis: spread ? fourth / second ** 2 : 3,
  };
}

function flatShare(values: Float64Array, height: number, width: number): number {
  let flat = 0;
  let patches = 0;
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      const patch: number[] = [];
      for (let i = 0; i < 64; i++) patch.push(values[(top + (i >> 3)) * width + left + (i & 7)]);
      patches++;
      if (moments(patch).deviation < 3 / 255) flat++;
    }
  }
  return patches === 0 ? 0 : flat / patches;
}
