/** Samples of any number of channels, row by row, the channels of a pixel side by side: an `Image` is one. */
export interface Samples {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array | Float64Array;
}

/** A filter kernel: odd height and width, row by row, its centre over the output sample. */
export interface Kernel {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/**
 * Correlates each channel with `kernel` in float64 (SciPy's `ndimage.correlate`). Beyond the border the image
 * is reflected, edge sample included: d c b a | a b c d | d c b a (SciPy's `reflect`), as often as needed.
 */
export function filter(samples: Samples, kernel: Kernel): Float64Array {
  const { height, width, data } = samples;
  const channels = data.length / (height * width);
  const down = (kernel.height - 1) / 2;
  const across = (kernel.width - 1) / 2;
  const padded = padColumns(samples, channels, across);
  const pitch = (width + 2 * across) * channels;
  const rowLength = width * channels;
  const out = new Float64Array(data.length);
  for (let row = 0; row < height; row++) {
    const sums = out.subarray(row * rowLength, (row + 1) * rowLength);
    const starts: number[] = [];
    const weights: number[] = [];
    for (let y = 0; y < kernel.height; y++) {
      const source = reflect(row + y - down, height) * pitch;
      for (let x = 0; x < kernel.width; x++) {
        const weight = kernel.data[y * kernel.width + x];
        if (weight === 0) continue;
        starts.push(source + x * channels);
        weights.push(weight);
      }
    }
    accumulate(sums, padded, starts, weights);
  }
  return out;
}

/** `filter` with the kernel down x across, at the cost of two one-dimensional ones. */
export function filterSeparable(samples: Samples, down: Float64Array, across: Float64Array): Float64Array {
  const { height, width } = samples;
  const data = filter(samples, { height: down.length, width: 1, data: down });
  return filter({ height, width, data }, { height: 1, width: across.length, data: across });
}

/**
 * A sampled Gaussian of sum 1, of radius floor(truncate * sigma + 0.5), as SciPy's `gaussian_filter` has it.
 *
 * @param sigma standard deviation in pixels; 0 gives the kernel that changes nothing.
 * @param truncate radius in standard deviations; default 4.
 */
export function gaussianKernel(sigma: number, truncate = 4): Float64Array {
  const radius = Math.floor(truncate * sigma + 0.5);
  if (radius === 0) return Float64Array.of(1);
  const kernel = new Float64Array(2 * radius + 1).map((_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2),
  );
  return normalise(kernel);
}

/** Divides by the sum, in place; returns its argument. */
export function normalise(kernel: Float64Array): Float64Array {
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < kernel.length; i++) kernel[i] /= sum;
  return kernel;
}

/** Adds weighted stretches of `source` to `sums`, four at a time, which is three times as fast as one by one. */
function accumulate(sums: Float64Array, source: Float64Array, starts: number[], weights: number[]): void {
  const whole = starts.length - (starts.length % 4);
  for (let tap = 0; tap < whole; tap += 4) {
    const [a, b, c, d] = starts.slice(tap, tap + 4);
    const [wa, wb, wc, wd] = weights.slice(tap, tap + 4);
    for (let i = 0; i < sums.length; i++) {
      sums[i] += wa * source[a + i] + wb * source[b + i] + wc * source[c + i] + wd * source[d + i];
    }
  }
  for (let tap = whole; tap < starts.length; tap++) {
    const start = starts[tap];
    const weight = weights[tap];
    for (let i = 0; i < sums.length; i++) sums[i] += weight * source[start + i];
  }
}

function padColumns(samples: Samples, channels: number, radius: number): Float64Array {
  const { height, width, data } = samples;
  if (radius === 0) return new Float64Array(data);
  const pitch = (width + 2 * radius) * channels;
  const padded = new Float64Array(height * pitch);
  const columns = Int32Array.from({ length: width + 2 * radius }, (_, x) => reflect(x - radius, width));
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < columns.length; x++) {
      const from = (row * width + columns[x]) * channels;
      const to = row * pitch + x * channels;
      for (let c = 0; c < channels; c++) padded[to + c] = data[from + c];
    }
  }
  return padded;
}

/** The position inside [0, length) that `position` is a reflection of. */
function reflect(position: number, length: number): number {
  const period = 2 * length;
  const p = ((position % period) + period) % period;
  return p < length ? p : period - 1 - p;
}
