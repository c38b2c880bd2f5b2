import { zeros, type Float64Values } from './array';

/** Product of matrices, each in a batch of the same size: a of B x M x K (or B x K x M), b of B x K x N (or B x N x K). */
export function matrixProduct(
  a: Float64Values,
  b: Float64Values,
  transposeA = false,
  transposeB = false,
): Float64Values {
  const [batch, m, k] = transposeA ? [a.shape[0], a.shape[2], a.shape[1]] : a.shape;
  const n = transposeB ? b.shape[1] : b.shape[2];
  const y = zeros([batch, m, n]);
  for (let g = 0; g < batch; g++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let q = 0; q < k; q++)
          y.data[(g * m + i) * n + j] +=
            a.data[g * m * k + (transposeA ? q * m + i : i * k + q)] *
            b.data[g * k * n + (transposeB ? j * k + q : q * n + j)];
  return y;
}

/** Bilinear interpolation with TensorFlow's three ways to place the samples. */
export function resizeBilinear(
  x: Float64Values,
  [oh, ow]: readonly [number, number],
  { alignCorners = false, halfPixelCenters = false }: { alignCorners?: boolean; halfPixelCenters?: boolean },
): Float64Values {
  const [n, h, w, c] = x.shape;
  const y = zeros([n, oh, ow, c]);
  const place = (i: number, from: number, to: number): { low: number; high: number; part: number } => {
    const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
    const position = halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale;
    const clamped = Math.min(Math.max(position, 0), from - 1);
    const low = Math.floor(clamped);
    return { low, high: Math.min(low + 1, from - 1), part: clamped - low };
  };
  let at = 0;
  for (let b = 0; b < n; b++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++)
        for (let q = 0; q < c; q++) {
          const row = place(i, h, oh);
          const column = place(j, w, ow);
          const value = (r: number, s: number): number => x.data[((b * h + r) * w + s) * c + q];
          const top =
            value(row.low, column.low) * (1 - column.part) + value(row.low, column.high) * column.part;
          const bottom =
            value(row.high, column.low) * (1 - column.part) + value(row.high, column.high) * column.part;
          y.data[at++] = top * (1 - row.part) + bottom * row.part;
        }
  return y;
}

/** (x - mean) / sqrt(variance + epsilon) scale + offset, by channel. */
export function batchNormalisation(
  x: Float64Values,
  mean: Float64Values,
  variance: Float64Values,
  offset: Float64Values,
  scale: Float64Values,
  epsilon: number,
): Float64Values {
  const channels = mean.data.length;
  const data = x.data.map((value, i) => {
    const q = i % channels;
    return ((value - mean.data[q]) / Math.sqrt(variance.data[q] + epsilon)) * scale.data[q] + offset.data[q];
  });
  return { shape: x.shape, data };
}

/** Pixel shuffle in tfjs's order: sample (i, j) of a block comes from channels (i r + j) C and following. */
export function depthToSpace(x: Float64Values, r: number): Float64Values {
  const [n, h, w, depth] = x.shape;
  const c = depth / (r * r);
  const y = zeros([n, h * r, w * r, c]);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (let row = 0; row < h * r; row++)
      for (let column = 0; column < w * r; column++)
        for (let q = 0; q < c; q++) {
          const block = (b * h + Math.floor(row / r)) * w + Math.floor(column / r);
          y.data[at++] = x.data[block * depth + ((row % r) * r + (column % r)) * c + q];
        }
  return y;
}

/** Axes in another order. */
export function transpose(x: Float64Values, order: readonly number[]): Float64Values {
  const shape = order.map((axis) => x.shape[axis]);
  const strides = x.shape.map((_, axis) =>
    x.shape.slice(axis + 1).reduce((product, size) => product * size, 1),
  );
  const y = zeros(shape);
  for (let at = 0; at < y.data.length; at++) {
    let rest = at;
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]) * strides[order[axis]];
      rest = Math.floor(rest / shape[axis]);
    }
    y.data[at] = x.data[from];
  }
  return y;
}
