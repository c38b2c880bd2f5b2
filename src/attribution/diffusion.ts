import { InputError } from '@ddr-lab/base/errors';

/** The Gini index of an empty or zero map would be 0 / 0: LAM's code adds this to each value. */
const GINI_OFFSET = 1e-7;

/**
 * The Gini index of magnitudes: 0 where all are equal, near 1 where one has everything. sum((2 i - n - 1) x_i) / (n sum x), x sorted from the smallest, i from 1.
 *
 * @throws InputError for no values, or one below 0.
 */
export function gini(values: ArrayLike<number>): number {
  if (values.length === 0) throw new InputError('The Gini index needs values.');
  const sorted = Float64Array.from(values, (value) => value + GINI_OFFSET).sort();
  if (!(sorted[0] >= 0)) throw new InputError('The Gini index is of values from 0 on.');
  const n = sorted.length;
  let [weighted, sum] = [0, 0];
  sorted.forEach((value, i) => {
    weighted += (2 * (i + 1) - n - 1) * value;
    sum += value;
  });
  return weighted / (n * sum);
}

/** LAM's diffusion index, (1 - Gini) x 100: how many pixels take part. It depends on the image's size: compare maps of one size (64 x 64) alone. */
export function diffusionIndex(map: ArrayLike<number>): number {
  return (1 - gini(map)) * 100;
}

/** Where an attribution lies, as a density. */
export interface ContributionArea {
  /** H x W, its largest value 1. */
  readonly density: Float32Array;
  /** The share of the image that the smallest area takes which holds 95 % of the density (a definition of ours). */
  readonly share: number;
}

/** What the smallest area of `contributionArea` holds. */
const HELD = 0.95;

/**
 * LAM's area of contribution: a Gaussian kernel density estimate of the pixels' places, each weighted by its value in the map, with Scott's
 * bandwidth (SciPy's `gaussian_kde` with weights).
 *
 * @param map H x W, not below 0.
 * @throws InputError where the map is zero, or lies in one line.
 */
export function contributionArea(map: ArrayLike<number>, height: number, width: number): ContributionArea {
  const total = sumOf(map);
  if (!(total > 0)) throw new InputError('A map of zeros has no area of contribution.');
  let [meanX, meanY, squares] = [0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const weight = map[i] / total;
    meanX += weight * (i % width);
    meanY += weight * Math.floor(i / width);
    squares += weight * weight;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const [x, y, weight] = [(i % width) - meanX, Math.floor(i / width) - meanY, map[i] / total];
    xx += weight * x * x;
    xy += weight * x * y;
    yy += weight * y * y;
  }
  // SciPy's covariance with weights of reliability, times the square of Scott's factor for two dimensions.
  const effective = 1 / squares;
  const scale = effective ** (-1 / 3) / (1 - squares);
  const determinant = (xx * yy - xy * xy) * scale * scale;
  if (!(determinant > 0)) throw new InputError('The map lies in one line: it has no area of contribution.');
  const inverse = [(yy * scale) / determinant, (-xy * scale) / determinant, (xx * scale) / determinant];
  // A kernel depends on the distance alone: one table for all pairs.
  const [tall, wide] = [2 * height - 1, 2 * width - 1];
  const table = new Float64Array(tall * wide);
  for (let dy = 1 - height; dy < height; dy++) {
    for (let dx = 1 - width; dx < width; dx++) {
      const distance = inverse[0] * dx * dx + 2 * inverse[1] * dx * dy + inverse[2] * dy * dy;
      table[(dy + height - 1) * wide + dx + width - 1] = Math.exp(-distance / 2);
    }
  }
  const density = new Float64Array(map.length);
  for (let from = 0; from < map.length; from++) {
    const weight = map[from];
    if (weight === 0) continue;
    const [x, y] = [from % width, Math.floor(from / width)];
    for (let v = 0; v < height; v++) {
      const row = (v - y + height - 1) * wide + width - 1 - x;
      for (let u = 0; u < width; u++) density[v * width + u] += weight * table[row + u];
    }
  }
  const largest = density.reduce((most, value) => Math.max(most, value), 0);
  const scaled = Float32Array.from(density, (value) => value / largest);
  return { density: scaled, share: shareHolding(scaled) };
}

function shareHolding(density: Float32Array): number {
  const sorted = Float64Array.from(density).sort().reverse();
  const wanted = HELD * sumOf(sorted);
  let [sum, count] = [0, 0];
  while (sum < wanted && count < sorted.length) sum += sorted[count++];
  return count / sorted.length;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
