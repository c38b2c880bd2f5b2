import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { liftLimits } from '../no-limits';
import { expectGradients } from './finite-differences';
import { apart, map, normals, positives } from '../reference/array';
import { combine, sum } from '../reference/elementwise';

// Element-wise kernels and sums against definitions in float64, their gradients against finite differences; DDR_BACKEND chooses the backend.

beforeAll(async () => {
  liftLimits();
  await useBackend();
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
