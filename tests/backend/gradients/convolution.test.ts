import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { liftLimits } from '../no-limits';
import { except } from './exceptions';
import { expectGradients, expectValues } from './finite-differences';
import { tfPad } from './padding';
import { map, normals, type Float64Values } from '../reference/array';
import { convolution, depthwiseConvolution, transposedConvolution } from '../reference/convolution';
import { combine } from '../reference/elementwise';
import type { Padding } from '../reference/windows';

// Convolutions against definitions in float64, their gradients against finite differences; DDR_BACKEND chooses the backend.

type Pair = [number, number];
type Shape4 = [number, number, number, number];
type T4 = tf.Tensor4D;

beforeAll(async () => {
  liftLimits();
  await useBackend();
});

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
