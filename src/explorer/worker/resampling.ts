import * as tf from '@tensorflow/tfjs-core';
import { interpolationMatrix } from '@ddr-lab/base/arrays/interpolation';
import type { Given } from './forward-region';
import type { Region } from './regions';

/** Bilinear upsampling as two products: tfjs's own gradient of it knows no half-pixel centres. */
export function bilinear(scale: number, { x, has }: Given, region: Region): tf.Tensor4D {
  const rows = mixing(scale, [region.top, region.bottom], [has.top, has.bottom]);
  const columns = mixing(scale, [region.left, region.right], [has.left, has.right]);
  return resampled(x, rows, columns);
}

/** Bicubic upsampling as the engine's `BicubicUpsampling`, of a whole layer; `region`: what of it is asked for, default all. */
export function bicubic(x: tf.Tensor4D, scale: number, region?: Region): tf.Tensor4D {
  const matrix = (from: number, first: number, end: number): tf.Tensor2D => {
    const numbers = interpolationMatrix(from, from * scale, scale);
    return tf.tensor2d(numbers.subarray(first * from, end * from), [end - first, from]);
  };
  const [, height, width] = x.shape;
  return resampled(
    x,
    matrix(height, region?.top ?? 0, region?.bottom ?? height * scale),
    matrix(width, region?.left ?? 0, region?.right ?? width * scale),
  );
}

/** One product along the rows, one along the columns. */
function resampled(x: tf.Tensor4D, rows: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor4D {
  const down = along(rows, tf.transpose(x, [1, 0, 2, 3]));
  return tf.transpose(along(columns, tf.transpose(down, [2, 1, 0, 3])), [1, 2, 0, 3]);
}

/** A matrix times the first axis. */
function along(matrix: tf.Tensor2D, x: tf.Tensor4D): tf.Tensor4D {
  const [first, ...rest] = x.shape;
  const flat = tf.reshape(x, [first, rest[0] * rest[1] * rest[2]]);
  return tf.reshape(tf.matMul(matrix, flat), [matrix.shape[0], ...rest]);
}

/** What each number from `to[0]` to before `to[1]` takes of those from `from[0]` to before `from[1]`, which hold all that it looks at. */
function mixing(scale: number, to: readonly [number, number], from: readonly [number, number]): tf.Tensor2D {
  const [height, width] = [to[1] - to[0], from[1] - from[0]];
  const numbers = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    const place = (to[0] + row + 0.5) / scale - 0.5;
    const share = place - Math.floor(place);
    const inside = (at: number): number => Math.min(from[1] - 1, Math.max(from[0], at)) - from[0];
    numbers[row * width + inside(Math.floor(place))] += 1 - share;
    numbers[row * width + inside(Math.floor(place) + 1)] += share;
  }
  return tf.tensor2d(numbers, [height, width]);
}
