import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { liftLimits } from '../no-limits';
import { expectGradients, expectValues } from './finite-differences';
import { map, normals, positives, type Float64Values } from '../reference/array';
import { combine } from '../reference/elementwise';
import { batchNormalisation, depthToSpace, matrixProduct, transpose } from '../reference/layers';

// Products and rearrangements against definitions in float64, their gradients against finite differences; DDR_BACKEND chooses the backend.

type Shape4 = [number, number, number, number];
type T4 = tf.Tensor4D;

beforeAll(async () => {
  liftLimits();
  await useBackend();
});

describe('matrix product', () => {
  describe.each<{ m: number; k: number; n: number; batch: number }>([
    { m: 5, k: 7, n: 3, batch: 2 },
    { m: 1, k: 9, n: 1, batch: 1 },
    { m: 17, k: 1, n: 4, batch: 3 },
    { m: 16, k: 33, n: 8, batch: 1 },
    { m: 33, k: 40, n: 17, batch: 1 },
    { m: 24, k: 25, n: 16, batch: 2 },
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
