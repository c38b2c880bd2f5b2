import { setImmediate } from 'node:timers/promises';
import type { HardThresholdSettings, StepSettings } from './settings';
import { createGroupFilter } from './group-filter';
import { type Matcher, type SearchArea, matchByCoefficients, matchByPixels } from './matching';
import { patchTransforms } from './patch-transforms';

/** One channel of an image: `height` x `width` samples, row by row, in 8-bit levels (white is 255). */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/**
 * Where reference patches of side `patch` start along an axis of `length` pixels: every `step` pixels, and at the
 * far end, so that every pixel is in one at least.
 */
export function referencePositions(length: number, patch: number, step: number): Int32Array {
  const last = length - patch;
  const positions: number[] = [];
  for (let at = 0; at < last; at += step) positions.push(at);
  return Int32Array.from([...positions, last]);
}

/**
 * The n x n Kaiser window that weights a patch's pixels when patches are put together: the outer product of
 * NumPy's `kaiser(n, beta)` with itself. Beta 0 weights all pixels alike.
 */
export function kaiserWindow(n: number, beta: number): Float64Array {
  const line = Float64Array.from({ length: n }, (_, i) => {
    const place = n === 1 ? 0 : (2 * i) / (n - 1) - 1;
    return besselI0(beta * Math.sqrt(1 - place * place)) / besselI0(beta);
  });
  return Float64Array.from({ length: n * n }, (_, i) => line[Math.floor(i / n)] * line[i % n]);
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Weighted sums of overlapping patches, and the plane they make. */
export interface Aggregation {
  /** Adds an n x n patch whose upper left corner is at `at` (row * width + column), weighted by `weight`. */
  add(patch: Float64Array, at: number, weight: number): void;
  /** The weighted mean of all patches at every pixel. Every pixel must be in one at least. */
  plane(): Plane;
}

/** Nothing yet, for a plane of `height` x `width`; `window` weights the pixels of a patch (see `kaiserWindow`). */
export function createAggregation(height: number, width: number, window: Float64Array): Aggregation {
  const n = Math.sqrt(window.length);
  const numerator = new Float64Array(height * width);
  const denominator = new Float64Array(height * width);
  return {
    add(patch, at, weight) {
      for (let y = 0; y < n; y++) {
        const row = at + y * width;
        for (let x = 0; x < n; x++) {
          const w = weight * window[y * n + x];
          numerator[row + x] += w * patch[y * n + x];
          denominator[row + x] += w;
        }
      }
    },
    plane: () => ({ height, width, data: numerator.map((sum, i) => sum / denominator[i]) }),
  };
}

/** What one step of BM3D works on. */
export interface StepInput {
  /** The channels of the noisy image, luminance (by which patches are matched) first. */
  readonly noisy: readonly Plane[];
  /** Deviation of each channel's noise in 8-bit levels. */
  readonly sigmas: readonly number[];
  /** The first step's estimate: given, this is the second step. */
  readonly basic?: readonly Plane[];
}

/** What a step reports to and stops for. */
export interface StepControl {
  /** Called after each row of reference patches with how many are done (of `countRows`). */
  readonly onRow?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** How many rows of reference patches a step goes through. */
export function countRows({ height }: { readonly height: number }, settings: StepSettings): number {
  return referencePositions(height, settings.patch, settings.step).length;
}

/**
 * One step of BM3D: for every reference patch the similar ones are found and grouped, each channel's groups
 * filtered, and the filtered patches put back as a weighted mean. Without `basic`, groups are matched in the
 * noisy image and thresholded; with it, they are matched in the estimate and Wiener-filtered.
 */
export async function runStep(
  { noisy, sigmas, basic }: StepInput,
  settings: StepSettings & Partial<HardThresholdSettings>,
  { onRow, signal }: StepControl = {},
): Promise<Plane[]> {
  const { height, width } = noisy[0];
  const { patch, step, window } = settings;
  const radius = (window - 1) / 2;
  const rows = referencePositions(height, patch, step);
  const area: SearchArea = {
    ...{ columns: referencePositions(width, patch, step), patch, radius },
    ...{ capacity: settings.group, maximumDistance: settings.maximumDistance },
  };
  const matcher = createMatcher((basic ?? noisy)[0], area, settings, sigmas[0]);
  const filters = noisy.map((plane, c) =>
    createGroupFilter(
      { noisy: plane, sigma: sigmas[c], basic: basic?.[c], threshold: settings.threshold ?? 0 },
      settings,
    ),
  );
  for (let i = 0; i < rows.length; i++) {
    signal?.throwIfAborted();
    const matches = matcher.findRow(rows[i]);
    for (const filter of filters) filter.filterRow(matches, Math.min(rows[i] + radius, height - patch));
    onRow?.(i + 1);
    await setImmediate();
  }
  return filters.map((filter) => filter.estimate());
}

function createMatcher(
  plane: Plane,
  area: SearchArea,
  { patch, patchTransform, matchingThreshold = 0 }: StepSettings & Partial<HardThresholdSettings>,
  sigma: number,
): Matcher {
  if (matchingThreshold === 0) return matchByPixels(plane, area);
  return matchByCoefficients(plane, area, patchTransforms[patchTransform](patch), matchingThreshold * sigma);
}
