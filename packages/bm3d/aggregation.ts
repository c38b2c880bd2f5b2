/** One channel of an image: `height` x `width` samples, row by row, in 8-bit levels (white is 255). */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
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
