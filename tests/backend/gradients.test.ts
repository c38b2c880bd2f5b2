import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { useBackend } from '../../src/backend/backend';
import { expectGradients, expectValues } from './finite-differences';
import { apart, map, normals, positives, type Float64Values } from './reference/array';
import { convolution, depthwiseConvolution, transposedConvolution } from './reference/convolution';
import { combine, sum } from './reference/elementwise';
import {
  batchNormalisation,
  depthToSpace,
  matrixProduct,
  resizeBilinear,
  transpose,
} from './reference/layers';
import { averagePooling, maxPooling } from './reference/pooling';
import type { Padding } from './reference/windows';

// Kernels and their gradients against definitions in float64; run with DDR_BACKEND set for another backend.

type Pair = [number, number];
type Shape4 = [number, number, number, number];
type T4 = tf.Tensor4D;

beforeAll(async () => {
  await useBackend();
});

/** Padding as tfjs takes it. */
function tfPad(pad: Padding): 'same' | 'valid' | number | tf.backend_util.ExplicitPadding {
  if (typeof pad !== 'object') return pad;
  const [top, bottom, left, right] = pad;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** Skips a test that a backend of tfjs is known not to pass. */
function except(context: TestContext, backend: string, fault: string): void {
  if (tf.getBackend() === backend) context.skip(`${backend} ${fault}`);
}

/** Skips a test that a kernel of tfjs's cpu backend is known not to pass, also where another backend uses it. */
function exceptCpu(context: TestContext, kernelName: string, fault: string): void {
  const kernel = tf.getKernel(kernelName, tf.getBackend());
  if (kernel && kernel.kernelFunc === tf.getKernel(kernelName, 'cpu')?.kernelFunc) {
    context.skip(`tfjs's own ${kernelName} ${fault}`);
  }
}

describe('convolution', () => {
  it.each<{ x: Shape4; f: Shape4; stride: Pair; pad: Padding }>([
    { x: [2, 6, 5, 3], f: [3, 3, 3, 4], stride: [1, 1], pad: 'same' },
    { x: [1, 6, 7, 2], f: [3, 3, 2, 3], stride: [1, 1], pad: 'valid' },
    { x: [2, 4, 4, 3], f: [1, 1, 3, 5], stride: [1, 1], pad: 'same' },
    { x: [1, 7, 6, 2], f: [5, 3, 2, 2], stride: [1, 1], pad: 'same' },
    { x: [1, 5, 4, 9], f: [3, 3, 9, 7], stride: [1, 1], pad: 'same' },
    { x: [1, 4, 5, 17], f: [3, 3, 17, 16], stride: [1, 1], pad: 'same' },
    { x: [2, 4, 3, 16], f: [3, 3, 16, 16], stride: [1, 1], pad: 'same' },
    { x: [1, 4, 5, 16], f: [2, 3, 16, 32], stride: [1, 1], pad: 'valid' },
    { x: [1, 5, 4, 32], f: [3, 3, 32, 16], stride: [2, 2], pad: 'same' },
    { x: [1, 3, 4, 16], f: [1, 1, 16, 16], stride: [1, 1], pad: 'same' },
    { x: [1, 4, 3, 8], f: [3, 3, 8, 24], stride: [1, 1], pad: [2, 0, 1, 2] },
    { x: [3, 3, 3, 1], f: [3, 3, 1, 1], stride: [1, 1], pad: 'same' },
    { x: [1, 1, 1, 3], f: [3, 3, 3, 2], stride: [1, 1], pad: 'same' },
    { x: [1, 1, 6, 2], f: [1, 4, 2, 3], stride: [1, 1], pad: 'valid' },
    { x: [1, 4, 4, 1], f: [2, 2, 1, 2], stride: [1, 1], pad: 3 },
    { x: [1, 4, 5, 2], f: [3, 3, 2, 2], stride: [1, 1], pad: [2, 0, 1, 3] },
    { x: [1, 5, 5, 2], f: [2, 2, 2, 3], stride: [2, 2], pad: [0, 1, 1, 0] },
    { x: [2, 8, 8, 2], f: [3, 3, 2, 3], stride: [2, 2], pad: 'same' },
    { x: [1, 7, 9, 2], f: [4, 4, 2, 3], stride: [2, 2], pad: 1 },
    { x: [1, 8, 7, 2], f: [3, 3, 2, 2], stride: [2, 2], pad: 'valid' },
    { x: [1, 8, 8, 2], f: [1, 1, 2, 3], stride: [3, 3], pad: 'valid' },
    { x: [1, 9, 7, 2], f: [3, 2, 2, 2], stride: [3, 1], pad: 'same' },
  ])('of $x with $f, stride $stride, pad $pad', ({ x, f, stride, pad }) => {
    expectGradients({
      inputs: [normals(x), normals(f, 2)],
      compute: (a, b) => tf.conv2d(a as T4, b as T4, stride, tfPad(pad)),
      reference: (a, b) => convolution(a, b, { stride, pad }),
    });
  });

  it.each<{ x: Shape4; f: Shape4; dilation: Pair; pad: Padding }>([
    { x: [2, 9, 8, 3], f: [3, 3, 3, 4], dilation: [2, 2], pad: 'same' },
    { x: [1, 9, 10, 2], f: [2, 3, 2, 3], dilation: [3, 2], pad: 'valid' },
    { x: [1, 8, 9, 16], f: [3, 3, 16, 32], dilation: [2, 3], pad: 'same' },
  ])('dilated by $dilation has values only: tfjs refuses its gradient', ({ x, f, dilation, pad }) => {
    const inputs = [normals(x), normals(f, 2)];
    const compute = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.conv2d(a as T4, b as T4, 1, tfPad(pad), 'NHWC', dilation);
    const reference: typeof convolution = (a, b) => convolution(a, b, { dilation, pad });
    expectValues({ inputs, compute, reference: (a, b) => reference(a, b, { pad }) });
    expect(() => tf.tidy(() => tf.grads(compute)([tf.ones(x), tf.ones(f)]))).toThrow('dilation');
  });

  it.each<{ from: Shape4; f: Shape4; to: Shape4; stride: number; pad: 'same' | 'valid' }>([
    { from: [1, 3, 4, 3], f: [3, 3, 2, 3], to: [1, 6, 8, 2], stride: 2, pad: 'same' },
    { from: [2, 3, 2, 2], f: [2, 4, 3, 2], to: [2, 7, 6, 3], stride: 2, pad: 'valid' },
    { from: [1, 4, 5, 2], f: [3, 3, 5, 2], to: [1, 4, 5, 5], stride: 1, pad: 'same' },
  ])('transposed, of $from with $f, stride $stride, pad $pad', ({ from, f, to, stride, pad }) => {
    expectGradients({
      inputs: [normals(from), normals(f, 2)],
      compute: (a, b) => tf.conv2dTranspose(a as T4, b as T4, to, stride, pad),
      reference: (a, b) => transposedConvolution(a, b, to, { stride: [stride, stride], pad }),
    });
  });

  describe.each<{
    activation: 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'elu' | 'sigmoid';
    f: (value: number) => number;
  }>([
    { activation: 'linear', f: (value) => value },
    { activation: 'relu', f: (value) => Math.max(value, 0) },
    { activation: 'relu6', f: (value) => Math.min(Math.max(value, 0), 6) },
    { activation: 'leakyrelu', f: (value) => (value > 0 ? value : 0.1 * value) },
    { activation: 'elu', f: (value) => (value > 0 ? value : Math.expm1(value)) },
    { activation: 'sigmoid', f: (value) => 1 / (1 + Math.exp(-value)) },
  ])('fused with a bias and $activation', ({ activation, f }) => {
    it.each([
      { from: 3, to: 4 },
      { from: 16, to: 16 },
    ])('from $from to $to channels', ({ from, to }) => {
      const options = { strides: 1, pad: 'same' as const, activation, leakyreluAlpha: 0.1 };
      expectGradients({
        inputs: [normals([2, 4, 3, from]), normals([3, 3, from, to], 2), normals([to], 3)],
        compute: (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
          tf.fused.conv2d({ ...options, x: x as T4, filter: filter as T4, bias }),
        reference: (x: Float64Values, filter: Float64Values, bias: Float64Values) =>
          map(
            combine(convolution(x, filter, { pad: 'same' }), bias, (a, b) => a + b),
            f,
          ),
      });
    });
  });
});

describe('depthwise convolution', () => {
  it.for<{ x: Shape4; f: Shape4; stride: Pair; pad: Padding }>([
    { x: [2, 5, 6, 3], f: [3, 3, 3, 1], stride: [1, 1], pad: 'same' },
    { x: [1, 6, 5, 2], f: [3, 2, 2, 3], stride: [1, 1], pad: 'valid' },
    { x: [1, 7, 6, 5], f: [3, 3, 5, 1], stride: [2, 2], pad: 'same' },
    { x: [1, 4, 5, 2], f: [3, 3, 2, 2], stride: [1, 1], pad: 2 },
    { x: [3, 4, 4, 1], f: [1, 1, 1, 4], stride: [1, 1], pad: 'same' },
  ])('of $x with $f, stride $stride, pad $pad', ({ x, f, stride, pad }, context) => {
    except(context, 'wasm', 'has no gradient of it');
    expectGradients({
      inputs: [normals(x), normals(f, 2)],
      compute: (a, b) => tf.depthwiseConv2d(a as T4, b as T4, stride, tfPad(pad) as 'same'),
      reference: (a, b) => depthwiseConvolution(a, b, { stride, pad }),
    });
  });

  it('dilated has values only: tfjs refuses its gradient', () => {
    const compute = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.depthwiseConv2d(a as T4, b as T4, 1, 'same', 'NHWC', [2, 3]);
    expectValues({
      inputs: [normals([2, 8, 9, 3]), normals([3, 3, 3, 2], 2)],
      compute,
      reference: (a, b) => depthwiseConvolution(a, b, { dilation: [2, 3], pad: 'same' }),
    });
    const inputs = (): tf.Tensor[] => [tf.ones([1, 8, 9, 3]), tf.ones([3, 3, 3, 2])];
    expect(() => tf.tidy(() => tf.grads(compute)(inputs()))).toThrow('dilation');
  });
});

describe('pooling', () => {
  describe.each<{ x: Shape4; window: Pair; stride: Pair; pad: Padding }>([
    { x: [2, 6, 4, 3], window: [2, 2], stride: [2, 2], pad: 'valid' },
    { x: [1, 5, 7, 2], window: [3, 3], stride: [1, 1], pad: 'same' },
    { x: [1, 7, 6, 9], window: [3, 2], stride: [2, 3], pad: 'same' },
    { x: [2, 5, 5, 1], window: [3, 3], stride: [2, 2], pad: 1 },
    { x: [1, 4, 5, 2], window: [1, 1], stride: [1, 1], pad: 'valid' },
    { x: [1, 5, 4, 2], window: [5, 4], stride: [1, 1], pad: 'valid' },
  ])('of $x in windows of $window, stride $stride, pad $pad', ({ x, window, stride, pad }) => {
    it('takes the largest', (context) => {
      if (typeof pad === 'number') except(context, 'tensorflow', 'pads by name only');
      except(context, 'wasm', 'loses the gradient where a window has no positive value');
      expectGradients({
        inputs: [apart(x)],
        compute: (a) => tf.maxPool(a as T4, window, stride, tfPad(pad)),
        reference: (a) => maxPooling(a, { window, stride, pad }),
      });
    });
    it('takes the mean', (context) => {
      if (typeof pad === 'number') except(context, 'tensorflow', 'pads by name only');
      if (pad !== 'valid') {
        except(context, 'wasm', 'counts the padding in the gradient of the mean, though not in the mean');
        exceptCpu(context, 'AvgPoolGrad', 'counts the padding, which the mean does not');
      }
      expectGradients({
        inputs: [normals(x)],
        compute: (a) => tf.avgPool(a as T4, window, stride, tfPad(pad)),
        reference: (a) => averagePooling(a, { window, stride, pad }),
      });
    });
  });
});

describe('bilinear resizing', () => {
  it.for<{ x: Shape4; to: Pair; alignCorners?: boolean; halfPixelCenters?: boolean }>([
    { x: [2, 4, 4, 3], to: [8, 8] },
    { x: [1, 5, 5, 2], to: [3, 7] },
    { x: [1, 4, 4, 2], to: [8, 8], alignCorners: true },
    { x: [1, 3, 3, 1], to: [1, 5], alignCorners: true },
    { x: [2, 4, 4, 3], to: [16, 16], halfPixelCenters: true },
    { x: [1, 7, 7, 2], to: [3, 4], halfPixelCenters: true },
    { x: [1, 3, 5, 2], to: [6, 4] },
    { x: [1, 5, 3, 2], to: [7, 9], alignCorners: true },
    { x: [1, 6, 4, 3], to: [24, 16], halfPixelCenters: true },
    { x: [1, 1, 1, 2], to: [3, 2], halfPixelCenters: true },
  ])('of $x to $to, aligned $alignCorners, half pixel $halfPixelCenters', (options, context) => {
    const { x, to, alignCorners = false, halfPixelCenters = false } = options;
    const operation = {
      inputs: [normals(x)],
      compute: (a: tf.Tensor) => tf.image.resizeBilinear(a as T4, to, alignCorners, halfPixelCenters),
      reference: (a: Float64Values) => resizeBilinear(a, to, { alignCorners, halfPixelCenters }),
    };
    expectValues(operation);
    except(context, 'wasm', 'has no gradient of it');
    if (halfPixelCenters) exceptCpu(context, 'ResizeBilinearGrad', 'knows no half pixel centers');
    if (x[1] !== x[2]) exceptCpu(context, 'ResizeBilinearGrad', 'exchanges height and width');
    expectGradients(operation);
  });
});

describe('matrix product', () => {
  describe.each<{ m: number; k: number; n: number; batch: number }>([
    { m: 5, k: 7, n: 3, batch: 2 },
    { m: 1, k: 9, n: 1, batch: 1 },
    { m: 17, k: 1, n: 4, batch: 3 },
    { m: 16, k: 33, n: 8, batch: 1 },
  ])('of $batch x $m x $k by $k x $n', ({ m, k, n, batch }) => {
    it.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])('transposed: %s, %s', (transposeA, transposeB) => {
      expectGradients({
        inputs: [
          normals(transposeA ? [batch, k, m] : [batch, m, k]),
          normals(transposeB ? [batch, n, k] : [batch, k, n], 2),
        ],
        compute: (a, b) => tf.matMul(a, b, transposeA, transposeB),
        reference: (a, b) => matrixProduct(a, b, transposeA, transposeB),
      });
    });
  });

  it('fused with a bias and relu', () => {
    expectGradients({
      inputs: [normals([1, 5, 7]), normals([1, 7, 3], 2), normals([3], 3)],
      compute: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
      reference: (a, b, bias) =>
        map(
          combine(matrixProduct(a, b), bias, (x, y) => x + y),
          (value) => Math.max(value, 0),
        ),
    });
  });
});

describe('normalisation and rearrangement', () => {
  it.each<{ x: Shape4 }>([{ x: [2, 3, 4, 5] }, { x: [1, 1, 1, 3] }, { x: [3, 2, 2, 1] }])(
    'batch normalisation of $x',
    ({ x }) => {
      const c = [x[3]];
      expectGradients({
        inputs: [normals(x), normals(c, 2), positives(c, 3), normals(c, 4), normals(c, 5)],
        compute: (...[a, mean, variance, offset, scale]) =>
          tf.batchNorm(
            a,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            scale as tf.Tensor1D,
            0.01,
          ),
        reference: (a, mean, variance, offset, scale) =>
          batchNormalisation(a, mean, variance, offset, scale, 0.01),
      });
    },
  );

  it.each<{ x: Shape4; r: number }>([
    { x: [2, 3, 4, 8], r: 2 },
    { x: [1, 2, 3, 9], r: 3 },
    { x: [1, 1, 1, 4], r: 2 },
  ])('depth to space of $x in blocks of $r', ({ x, r }) => {
    const operation = {
      inputs: [normals(x)],
      compute: (a: tf.Tensor) => tf.depthToSpace(a as T4, r, 'NHWC'),
      reference: (a: Float64Values) => depthToSpace(a, r),
    };
    expectValues(operation);
    // tfjs-core has no gradient of the kernel: networks reshape and transpose.
    const [n, h, w, c] = x;
    expectGradients({
      ...operation,
      compute: (a) =>
        a
          .reshape([n * h, w, r, c / r])
          .transpose([0, 2, 1, 3])
          .reshape([n, h * r, w * r, c / (r * r)]),
    });
  });

  it.each([
    [
      [3, 4],
      [1, 0],
    ],
    [
      [2, 3, 4],
      [2, 0, 1],
    ],
    [
      [2, 3, 4, 5],
      [0, 3, 1, 2],
    ],
    [
      [2, 3, 4, 5],
      [0, 2, 1, 3],
    ],
    [
      [2, 3, 2, 2, 3],
      [4, 1, 3, 0, 2],
    ],
  ])('transposition of %j to %j', (shape, order) => {
    expectGradients({
      inputs: [normals(shape)],
      compute: (a) => tf.transpose(a, order),
      reference: (a) => transpose(a, order),
    });
  });
});

describe('element by element', () => {
  it.each<{ name: string; compute: (x: tf.Tensor) => tf.Tensor; f: (value: number) => number }>([
    {
      name: 'leaky ReLU',
      compute: (x) => tf.leakyRelu(x, 0.1),
      f: (v) => (v > 0 ? v : Math.fround(0.1) * v),
    },
    { name: 'ReLU', compute: (x) => tf.relu(x), f: (v) => Math.max(v, 0) },
    { name: 'absolute value', compute: (x) => tf.abs(x), f: Math.abs },
    { name: 'square', compute: (x) => tf.square(x), f: (v) => v * v },
    { name: 'sigmoid', compute: (x) => tf.sigmoid(x), f: (v) => 1 / (1 + Math.exp(-v)) },
    { name: 'tanh', compute: (x) => tf.tanh(x), f: Math.tanh },
    { name: 'softplus', compute: (x) => tf.softplus(x), f: (v) => Math.log1p(Math.exp(v)) },
  ])('$name', ({ compute, f }) => {
    expectGradients({ inputs: [apart([3, 4, 5])], compute, reference: (x) => map(x, f) });
  });

  it('leaky ReLU has the lower slope at zero', () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.leakyRelu(x, 0.1))(tf.tensor1d([-2, 0, 3]), tf.tensor1d([1, 2, 3]))
        .dataSync(),
    );
    [0.1, 0.2, 3].forEach((value, i) => expect(gradient[i]).toBeCloseTo(value, 6));
  });

  describe.each<{ a: number[]; b: number[] }>([
    { a: [3, 4, 5], b: [3, 4, 5] },
    { a: [2, 3, 4, 5], b: [5] },
    { a: [5], b: [2, 3, 5] },
    { a: [3, 4, 5], b: [] },
    { a: [2, 1, 3], b: [1, 4, 3] },
    { a: [2, 3, 4], b: [2, 1, 1] },
  ])('of $a and $b', ({ a, b }) => {
    it.each<{
      name: string;
      compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
      f: (a: number, b: number) => number;
    }>([
      { name: 'sum', compute: tf.add, f: (x, y) => x + y },
      { name: 'difference', compute: tf.sub, f: (x, y) => x - y },
      { name: 'product', compute: tf.mul, f: (x, y) => x * y },
      { name: 'quotient', compute: tf.div, f: (x, y) => x / y },
    ])('$name', ({ compute, f }) => {
      expectGradients({
        inputs: [normals(a), positives(b, 2)],
        compute,
        reference: (x, y) => combine(x, y, f),
      });
    });
  });

  it.each<{ shape: number[]; axes: number[] }>([
    { shape: [2, 3, 4], axes: [0, 1, 2] },
    { shape: [2, 3, 4], axes: [1] },
    { shape: [3, 4, 5], axes: [0, 2] },
    { shape: [2, 3, 4, 5], axes: [0, 1, 2] },
  ])('sum and mean of $shape over $axes', ({ shape, axes }) => {
    const inputs = [normals(shape)];
    expectGradients({ inputs, compute: (x) => tf.sum(x, axes), reference: (x) => sum(x, axes) });
    const count = axes.reduce((product, axis) => product * shape[axis], 1);
    expectGradients({
      inputs,
      compute: (x) => tf.mean(x, axes),
      reference: (x) => map(sum(x, axes), (value) => value / count),
    });
  });
});
