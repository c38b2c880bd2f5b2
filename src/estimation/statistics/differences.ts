import { filterSeparable, gaussianKernel } from '@ddr-lab/images/filter';
import type { Part, Plane } from './planes';

/** Differences below this, in levels, are all the same. */
const FLOOR = 0.05;

const logarithm = (level: number): number => Math.log(level + FLOOR);

/** Absolute differences of pixels `lag` apart, along both axes. */
function differences(planes: readonly Plane[], lag: number): Float32Array {
  const found = new Float32Array(room(planes));
  let count = 0;
  for (const { height, width, data } of planes) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        if (x + lag < width) found[count++] = Math.abs(data[at + lag] - data[at]);
        if (y + lag < height) found[count++] = Math.abs(data[at + lag * width] - data[at]);
      }
    }
  }
  return found.subarray(0, count);
}

/** Absolute second differences along both axes. */
function secondDifferences(planes: readonly Plane[]): Float32Array {
  const found = new Float32Array(room(planes));
  let count = 0;
  for (const { height, width, data } of planes) {
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        const at = y * width + x;
        found[count++] = Math.abs(data[at - 1] - 2 * data[at] + data[at + 1]);
        found[count++] = Math.abs(data[at - width] - 2 * data[at] + data[at + width]);
      }
    }
  }
  return found.subarray(0, count);
}

const room = (planes: readonly Plane[]): number => planes.reduce((sum, { data }) => sum + 2 * data.length, 0);

/** About that many values tell the quantiles. */
const ENOUGH = 2 ** 15;

/** Every so manieth value, an odd number so that both axes and all columns have their part. */
function thinned(values: Float32Array): Float32Array {
  const step = 2 * Math.floor(values.length / ENOUGH / 2) + 1;
  return Float32Array.from({ length: Math.floor(values.length / step) }, (_, i) => values[i * step]);
}

function rootMeanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / Math.max(1, values.length));
}

function average(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
}

/** The image at half the size, each pixel the mean of four. */
function halved({ height, width, data }: Plane): Plane {
  const [rows, columns] = [height >> 1, width >> 1];
  const out = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * columns + x] = (data[at] + data[at + 1] + data[at + width] + data[at + width + 1]) / 4;
    }
  }
  return { height: rows, width: columns, data: out };
}

/**
 * Logarithms of differences of pixels at several distances and sizes of the image: their root mean square, their mean, and high quantiles, which the steepest
 * edges decide.
 */
export function differenceStatistics(parts: readonly Part[]): Map<string, number> {
  const found = new Map<string, number>();
  const note = (name: string, values: Float32Array, shares: readonly number[]): void => {
    found.set(`${name} rms`, logarithm(rootMeanSquare(values)));
    if (shares.length === 0) return;
    found.set(`${name} mean`, logarithm(average(values)));
    const sorted = thinned(values).sort();
    for (const share of shares)
      found.set(`${name} ${share}`, logarithm(sorted[Math.floor(share * (sorted.length - 1))] ?? 0));
  };
  let planes = parts.map(({ light }) => light);
  note('second', secondDifferences(planes), [0.5, 0.9, 0.99, 0.999]);
  for (const size of [1, 2, 4]) {
    note(`lag ${size}`, differences(planes, 1), [0.5, 0.9, 0.99, 0.999]);
    note(`lag ${size} x 2`, differences(planes, 2), []);
    note(`lag ${size} x 3`, differences(planes, 3), []);
    planes = planes.map(halved);
  }
  note('lag 8', differences(planes, 1), [0.9, 0.99]);
  return found;
}

function gradients({
  height,
  width,
  data,
}: {
  height: number;
  width: number;
  data: ArrayLike<number>;
}): Float64Array {
  const out = new Float64Array(height * width);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const [across, down] = [data[at + 1] - data[at - 1], data[at + width] - data[at - width]];
      out[at] = Math.sqrt(across * across + down * down) / 2;
    }
  }
  return out;
}

/** Deviations of the two Gaussians, in pixels of each size of the image. */
const SMOOTHED = [0.7, 1.4];

/**
 * How much the steepest edges flatten when the image is smoothed further: logarithms of ratios of gradients under two Gaussians, of the image and of smaller ones. An ideal
 * edge under a blur of deviation s has ratio sqrt((s^2 + b^2) / (s^2 + a^2)), whatever its height (Zhuo and Sim 2011).
 */
export function edgeStatistics(parts: readonly Part[]): Map<string, number> {
  const found = new Map<string, number>();
  const kernels = SMOOTHED.map((sigma) => gaussianKernel(sigma, 3));
  let planes = parts.map(({ light }) => light);
  for (const size of [1, 2, 4]) {
    const ratios = Float64Array.from(planes.flatMap((plane) => flattening(plane, kernels))).sort();
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.95])
      found.set(`edges ${size} ${share}`, ratios[Math.floor(share * (ratios.length - 1))] ?? 0);
    planes = planes.map(halved);
  }
  return found;
}

/** The ratios at the steepest twentieth of the places. */
function flattening(plane: Plane, kernels: readonly Float64Array[]): number[] {
  const [fine, coarse] = kernels.map((kernel) =>
    gradients({ ...plane, data: filterSeparable(plane, kernel, kernel) }),
  );
  const steep = thinned(Float32Array.from(coarse)).sort();
  const least = Math.max(FLOOR, steep[Math.floor(0.95 * (steep.length - 1))]);
  const ratios: number[] = [];
  coarse.forEach((gradient, at) => {
    if (gradient >= least) ratios.push(Math.log((fine[at] + FLOOR) / (gradient + FLOOR)));
  });
  return ratios;
}
