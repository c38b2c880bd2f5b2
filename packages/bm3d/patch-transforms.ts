import { InputError } from '@ddr-lab/base/errors';
import type { Plane } from './aggregation';

/** A linear transform of n numbers and its inverse, as matrices of n x n, row by row. */
export interface SquareTransform {
  readonly size: number;
  /** Row u gives coefficient u; every row has length 1, so that white noise keeps its deviation. */
  readonly forward: Float64Array;
  readonly inverse: Float64Array;
}

/** The transform whose analysis matrix is `rows`, each row scaled to length 1, with the exact inverse. */
function squareTransform(rows: Float64Array): SquareTransform {
  const size = Math.sqrt(rows.length);
  const forward = Float64Array.from(rows);
  for (let row = 0; row < size; row++) {
    const values = forward.subarray(row * size, (row + 1) * size);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < size; i++) values[i] /= length;
  }
  return { size, forward, inverse: invert(forward, size) };
}

/** The orthonormal discrete cosine transform (type II) of n numbers; SciPy's `dct(..., norm='ortho')`. */
export function dct(n: number): SquareTransform {
  const rows = new Float64Array(n * n);
  for (let u = 0; u < n; u++) {
    for (let x = 0; x < n; x++) rows[u * n + x] = Math.cos((Math.PI * (2 * x + 1) * u) / (2 * n));
  }
  return squareTransform(rows);
}

/** Analysis low-pass filter of bior1.5 (Cohen, Daubechies, Feauveau); its high-pass is Haar's. */
const lowPass = [3, -3, -22, 22, 128, 128, 22, -22, -3, 3].map((tap) => (tap * Math.SQRT1_2) / 128);

/**
 * The full decomposition of n numbers (a power of two) by the periodic wavelet transform bior1.5: the
 * coarsest approximation, then details from coarse to fine, as PyWavelets' `wavedec(x, 'bior1.5',
 * 'periodization')` orders them, each row scaled to length 1 as in the authors' BM3D software.
 *
 * @throws InputError when n is no power of two.
 */
export function bior15(n: number): SquareTransform {
  if (n < 2 || (n & (n - 1)) !== 0) {
    throw new InputError(`BM3D: patches for bior1.5 must have a power of two as their side, not ${n}.`);
  }
  const rows = new Float64Array(n * n);
  for (let x = 0; x < n; x++) {
    const unit = new Float64Array(n);
    unit[x] = 1;
    decompose(unit).forEach((coefficient, u) => (rows[u * n + x] = coefficient));
  }
  return squareTransform(rows);
}

/** Approximation and details of all levels of one signal. */
function decompose(signal: Float64Array): Float64Array {
  const out = Float64Array.from(signal);
  for (let length = signal.length; length > 1; length /= 2) {
    const level = out.slice(0, length);
    for (let k = 0; k < length / 2; k++) {
      let approximation = 0;
      lowPass.forEach((tap, i) => (approximation += tap * level[(2 * k + i - 4 + 4 * length) % length]));
      out[k] = approximation;
      out[length / 2 + k] = (level[2 * k] - level[2 * k + 1]) * Math.SQRT1_2;
    }
  }
  return out;
}

/** Names of the transforms of patches, applied along rows and columns. */
export type PatchTransformName = 'bior1.5' | 'dct';

/** The transforms of patches by name, for a patch of n x n. */
export const patchTransforms: Readonly<Record<PatchTransformName, (n: number) => SquareTransform>> = {
  'bior1.5': bior15,
  dct,
};

/**
 * Takes coefficients of an n x n patch, starting at `offset` of `group`, back to samples in `patch`
 * (inverse along both dimensions). `scratch` holds n x n numbers.
 */
export function inversePatch(
  { size: n, inverse }: SquareTransform,
  group: Float64Array,
  offset: number,
  patch: Float64Array,
  scratch: Float64Array,
): void {
  // Along rows: scratch[v][x] = sum over u of inverse[x][u] group[v][u]. Whole rows are often zero after thresholding.
  for (let v = 0; v < n; v++) {
    const row = offset + v * n;
    let any = false;
    for (let u = 0; u < n; u++) any ||= group[row + u] !== 0;
    for (let x = 0; x < n; x++) {
      let sum = 0;
      if (any) for (let u = 0; u < n; u++) sum += inverse[x * n + u] * group[row + u];
      scratch[v * n + x] = sum;
    }
  }
  patch.fill(0);
  for (let y = 0; y < n; y++) {
    for (let v = 0; v < n; v++) {
      const weight = inverse[y * n + v];
      for (let x = 0; x < n; x++) patch[y * n + x] += weight * scratch[v * n + x];
    }
  }
}

/**
 * The coefficients of all patches of a plane whose upper left corner lies in a band of rows, computed as the
 * band moves down, each patch once.
 */
export interface PatchBand {
  /** Makes rows up to `last` available; rows must be asked for downwards, at most `rows` of them are kept. */
  reach(last: number): void;
  /** Where in `data` the n x n coefficients of the patch at row `y`, column `x` start. */
  offset(y: number, x: number): number;
  readonly data: Float32Array;
}

/**
 * A band of `rows` rows of patches over `plane`. With a `threshold`, coefficients of smaller magnitude are set to 0.
 */
export function createPatchBand(
  plane: Plane,
  transform: SquareTransform,
  rows: number,
  threshold = 0,
): PatchBand {
  const { size: n, forward } = transform;
  const columns = plane.width - n + 1;
  const area = n * n;
  const data = new Float32Array(rows * columns * area);
  /** n rows of pixels, transformed along x at every column: [row % n][column][u]. */
  const horizontal = new Float64Array(n * columns * n);
  let nextPixelRow = 0;
  let nextRow = 0;

  const transformPixelRow = (y: number): void => {
    const from = y * plane.width;
    const to = (y % n) * columns * n;
    for (let x = 0; x < columns; x++) {
      for (let u = 0; u < n; u++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += forward[u * n + i] * plane.data[from + x + i];
        horizontal[to + x * n + u] = sum;
      }
    }
  };

  const coefficients = new Float64Array(n);
  const transformRow = (y: number): void => {
    while (nextPixelRow < y + n) transformPixelRow(nextPixelRow++);
    const start = (y % rows) * columns * area;
    for (let x = 0; x < columns; x++) {
      for (let v = 0; v < n; v++) {
        coefficients.fill(0);
        for (let i = 0; i < n; i++) {
          const weight = forward[v * n + i];
          const from = ((y + i) % n) * columns * n + x * n;
          for (let u = 0; u < n; u++) coefficients[u] += weight * horizontal[from + u];
        }
        const to = start + x * area + v * n;
        for (let u = 0; u < n; u++) {
          const value = coefficients[u];
          data[to + u] = Math.abs(value) < threshold ? 0 : value;
        }
      }
    }
  };

  return {
    data,
    reach(last) {
      while (nextRow <= last) transformRow(nextRow++);
    },
    offset: (y, x) => ((y % rows) * columns + x) * area,
  };
}

/** The inverse of a small n x n matrix, by Gauss-Jordan elimination with partial pivoting. */
export function invert(matrix: Float64Array, n: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = new Float64Array(n * n);
  for (let i = 0; i < n; i++) right[i * n + i] = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(left[row * n + column]) > Math.abs(left[pivot * n + column])) pivot = row;
    }
    for (const side of [left, right]) {
      swapRows(side, n, column, pivot);
    }
    const scale = 1 / left[column * n + column];
    for (const side of [left, right]) {
      for (let i = 0; i < n; i++) side[column * n + i] *= scale;
    }
    for (let row = 0; row < n; row++) {
      const factor = left[row * n + column];
      if (row === column || factor === 0) continue;
      for (const side of [left, right]) {
        for (let i = 0; i < n; i++) side[row * n + i] -= factor * side[column * n + i];
      }
    }
  }
  return right;
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  if (a === b) return;
  const kept = matrix.slice(a * n, (a + 1) * n);
  matrix.copyWithin(a * n, b * n, (b + 1) * n);
  matrix.set(kept, b * n);
}
