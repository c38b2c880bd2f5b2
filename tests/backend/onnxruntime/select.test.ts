import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { both, draw, expectClose, expectSame, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

it('Select equals the cpu backend, whatever the shape of the condition', () => {
  tf.tidy(() => {
    const shape = [3, 50, 40];
    const [t, e] = [1, 2].map((seed) => tf.tensor(draw(shape, seed), shape));
    const condition = tf.greater(tf.tensor(draw(shape, 3), shape), 0);
    expectSame(both('Select', { condition, t, e }));
    expectSame(both('Select', { condition: tf.tensor1d([1, 0, 1], 'bool'), t, e }));
    expectSame(both('Select', { condition: tf.tensor1d([1, 0], 'bool'), t: tf.ones([0]), e: tf.ones([0]) }));
  });
});

it('Cast equals the cpu backend from and to every dtype', () => {
  tf.tidy(() => {
    const x = tf.tensor(draw([9000], 4));
    for (const dtype of ['int32', 'bool', 'float32', 'complex64']) {
      expectSame(both('Cast', { x }, { dtype }));
      expectSame(both('Cast', { x: tf.tensor1d([3, 0, -1], 'int32') }, { dtype }));
      expectSame(both('Cast', { x: tf.tensor1d([1, 0, 1], 'bool') }, { dtype }));
    }
  });
});

describe('FusedBatchNorm', () => {
  const channels = (seed: number, size = 5): tf.Tensor => tf.tensor(draw([size], seed, false));

  it('equals the cpu backend, with scale and offset or without', () => {
    tf.tidy(() => {
      const shape = [3, 40, 30, 5];
      const x = tf.tensor(draw(shape, 1, false), shape);
      const mean = channels(2);
      const variance = tf.square(channels(3));
      const parameters: tf.NamedTensorMap[] = [
        { x, mean, variance },
        { x, mean, variance, scale: channels(4) },
        { x, mean, variance, offset: channels(5) },
        { x, mean, variance, scale: channels(4), offset: channels(5) },
      ];
      for (const inputs of parameters) {
        // Each of four operations rounds to float32, where the cpu backend computes in float64.
        expectClose(both('FusedBatchNorm', inputs, { varianceEpsilon: 1e-3 }), 4 * 2 ** -24);
      }
    });
  });

  it('passes on NaN and infinities, and takes parameters of every shape that the cpu backend does', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([NaN, 1, Infinity, 2, -Infinity, 3], [3, 2]);
      const [mean, variance] = [tf.tensor1d([1, 2]), tf.tensor1d([4, 0])];
      expectClose(both('FusedBatchNorm', { x, mean, variance }, { varianceEpsilon: 0.01 }), 4 * 2 ** -24);
      const whole = { x, mean: tf.zeros([3, 2]), variance: tf.ones([3, 2]) };
      expectClose(both('FusedBatchNorm', whole, {}), 4 * 2 ** -24);
    });
  });
});

it('kernels leak no tensors', () => {
  const before = tf.memory().numDataBuffers;
  tf.tidy(() => {
    const x = tf.variable(tf.randomNormal([2, 6, 6, 4]));
    const loss = (): tf.Scalar =>
      tf.mean(tf.square(tf.mul(tf.relu(tf.transpose(x, [0, 3, 1, 2])), tf.scalar(2)))) as tf.Scalar;
    tf.variableGrads(loss, [x]);
    x.dispose();
  });
  expect(tf.memory().numDataBuffers).toBe(before);
});
