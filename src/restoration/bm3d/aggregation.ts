import type { Plane } from './plane';

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
