import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/backend/backend';
import { createRandom } from '../../src/random/random';

const random = createRandom(5);
const draw = (shape: number[]): Float64Array =>
  Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());

/** A convolution in float64, straight from its definition: the independent side of every check here. */
function convolve(
  x: Float64Array,
  [n, h, w, c]: number[],
  f: Float64Array,
  [fh, fw, , o]: number[],
  stride: number,
  [top, left]: number[],
  [oh, ow]: number[],
): Float64Array {
  const y = new Float64Array(n * oh * ow * o);
  for (let b = 0; b < n; b++)
    for (let r = 0; r < oh; r++)
      for (let s = 0; s < ow; s++)
        for (let k = 0; k < o; k++) {
          let sum = 0;
          for (let i = 0; i < fh; i++)
            for (let j = 0; j < fw; j++) {
              const row = r * stride + i - top;
              const column = s * stride + j - left;
              if (row < 0 || column < 0 || row >= h || column >= w) continue;
              for (let q = 0; q < c; q++)
                sum += x[((b * h + row) * w + column) * c + q] * f[((i * fw + j) * c + q) * o + k];
            }
          y[((b * oh + r) * ow + s) * o + k] = sum;
        }
  return y;
}

beforeAll(async () => {
  await useBackend();
});

describe.each([
  { name: '3 x 3, same', x: [2, 6, 5, 3], f: [3, 3, 3, 4], stride: 1, pad: 'same' as const },
  { name: '3 x 3, valid', x: [1, 6, 7, 2], f: [3, 3, 2, 3], stride: 1, pad: 'valid' as const },
  { name: '1 x 1', x: [2, 4, 4, 3], f: [1, 1, 3, 5], stride: 1, pad: 'same' as const },
  { name: '5 x 3, same', x: [1, 7, 6, 2], f: [5, 3, 2, 2], stride: 1, pad: 'same' as const },
  { name: 'padded by more than the kernel reaches', x: [1, 4, 4, 1], f: [2, 2, 1, 2], stride: 1, pad: 3 },
  { name: 'stride 2, even size', x: [2, 8, 8, 2], f: [3, 3, 2, 3], stride: 2, pad: 'same' as const },
  { name: 'stride 2, a row left over', x: [1, 8, 7, 2], f: [3, 3, 2, 2], stride: 2, pad: 'valid' as const },
  { name: 'stride 3, kernel 1', x: [1, 8, 8, 2], f: [1, 1, 2, 3], stride: 3, pad: 'valid' as const },
])('convolution $name', ({ x: xShape, f: fShape, stride, pad }) => {
  const x = draw(xShape);
  const f = draw(fShape);

  it('has gradients equal to finite differences in float64', () => {
    const before = tf.memory().numTensors;
    const info = tf.backend_util.computeConv2DInfo(
      xShape as [number, number, number, number],
      fShape as [number, number, number, number],
      stride,
      1,
      pad,
    );
    const out = [info.outHeight, info.outWidth];
    const pads = [info.padInfo.top, info.padInfo.left];
    const dy = draw([xShape[0], ...out, fShape[3]]);
    const weighted = (a: Float64Array, b: Float64Array): number =>
      convolve(a, xShape, b, fShape, stride, pads, out).reduce((sum, value, i) => sum + value * dy[i], 0);
    const [dx, df] = tf.tidy(() => {
      const convolution = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.conv2d(
          a as tf.Tensor4D,
          b as tf.Tensor4D,
          stride,
          pad,
          'NHWC',
          1,
          pad === 3 ? 'floor' : undefined,
        );
      const upstream = tf.tensor(Float32Array.from(dy), [xShape[0], ...out, fShape[3]]);
      const inputs = [tf.tensor(Float32Array.from(x), xShape), tf.tensor(Float32Array.from(f), fShape)];
      return tf
        .grads(convolution)(inputs, upstream)
        .map((gradient) => gradient.dataSync().slice());
    });
    // The sum is linear in x and in f, so central differences are exact up to float64's rounding; the
    // backend adds float32 products, at most some hundreds of size 1: 1e-4 is ten times their rounding.
    const h = 1e-3;
    for (const [array, gradient] of [
      [x, dx],
      [f, df],
    ] as const) {
      expect(gradient.length).toBe(array.length);
      for (let i = 0; i < array.length; i++) {
        const value = array[i];
        array[i] = value + h;
        const above = weighted(x, f);
        array[i] = value - h;
        const below = weighted(x, f);
        array[i] = value;
        expect(Math.abs(gradient[i] - (above - below) / (2 * h))).toBeLessThan(1e-4);
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('LeakyReLU', () => {
  it('has the gradient of its two slopes, alpha at zero', () => {
    const gradient = tf.tidy(() =>
      Array.from(
        tf
          .grad((x) => tf.leakyRelu(x, 0.1))(tf.tensor1d([-2, 0, 3]), tf.tensor1d([1, 2, 3]))
          .dataSync(),
      ),
    );
    [0.1, 0.2, 3].forEach((value, i) => expect(gradient[i]).toBeCloseTo(value, 6));
  });
});
