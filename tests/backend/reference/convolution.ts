import { zeros, type Float64Values } from './array';
import { windows, type Padding } from './windows';

export interface ConvolutionOptions {
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly pad: Padding;
}

/** Convolution from its definition: x of N x H x W x C, filter of kh x kw x C x O. */
export function convolution(
  x: Float64Values,
  filter: Float64Values,
  options: ConvolutionOptions,
): Float64Values {
  const [n, h, w, c] = x.shape;
  const [kh, kw, , o] = filter.shape;
  const { rows, columns } = windows([h, w], [kh, kw], options);
  const y = zeros([n, rows.length, columns.length, o]);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (const row of rows)
      for (const column of columns) {
        for (const [i, r] of row)
          for (const [j, s] of column)
            for (let q = 0; q < c; q++) {
              const value = x.data[((b * h + r) * w + s) * c + q];
              const weights = ((i * kw + j) * c + q) * o;
              for (let k = 0; k < o; k++) y.data[at + k] += value * filter.data[weights + k];
            }
        at += o;
      }
  return y;
}

/** Depthwise convolution: filter of kh x kw x C x M; channel q of x gives channels q M to q M + M - 1. */
export function depthwiseConvolution(
  x: Float64Values,
  filter: Float64Values,
  options: ConvolutionOptions,
): Float64Values {
  const [n, h, w, c] = x.shape;
  const [kh, kw, , m] = filter.shape;
  const { rows, columns } = windows([h, w], [kh, kw], options);
  const y = zeros([n, rows.length, columns.length, c * m]);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (const row of rows)
      for (const column of columns) {
        for (const [i, r] of row)
          for (const [j, s] of column)
            for (let k = 0; k < c * m; k++) {
              const q = Math.floor(k / m);
              y.data[at + k] +=
                x.data[((b * h + r) * w + s) * c + q] * filter.data[((i * kw + j) * c + q) * m + (k % m)];
            }
        at += c * m;
      }
  return y;
}

/** The transpose of the convolution that takes `outputShape` to the shape of x; filter of kh x kw x O x C. */
export function transposedConvolution(
  x: Float64Values,
  filter: Float64Values,
  outputShape: readonly [number, number, number, number],
  options: ConvolutionOptions,
): Float64Values {
  const [n, h, w, o] = outputShape;
  const [kh, kw, , c] = filter.shape;
  const { rows, columns } = windows([h, w], [kh, kw], options);
  const y = zeros(outputShape);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (const row of rows)
      for (const column of columns) {
        for (const [i, r] of row)
          for (const [j, s] of column)
            for (let k = 0; k < o; k++)
              for (let q = 0; q < c; q++)
                y.data[((b * h + r) * w + s) * o + k] +=
                  x.data[at + q] * filter.data[((i * kw + j) * o + k) * c + q];
        at += c;
      }
  return y;
}
