import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/backend/backend';
import { adam } from '../../src/training/adam';
import { learningRate } from '../../src/training/schedule';

beforeAll(async () => {
  await useBackend();
});

describe('learningRate', () => {
  it('is half a cosine from the first rate to the last', () => {
    const schedule = { kind: 'cosine', from: 4e-4, to: 1e-5 } as const;
    expect(learningRate(schedule, 0, 100)).toBeCloseTo(4e-4, 12);
    expect(learningRate(schedule, 50, 100)).toBeCloseTo((4e-4 + 1e-5) / 2, 12);
    expect(learningRate(schedule, 100, 100)).toBeCloseTo(1e-5, 12);
  });

  it('halves at the given iterations, as the paper does', () => {
    const schedule = { kind: 'steps', from: 2e-4, halveAt: [100, 300] } as const;
    expect([0, 99, 100, 299, 300].map((at) => learningRate(schedule, at, 600) / 2e-4)).toEqual([
      1, 1, 0.5, 0.5, 0.25,
    ]);
  });
});

describe('adam', () => {
  it('walks as the published update does, computed here in float64', () => {
    const gradients = [
      [1, -2, 0.5],
      [0.3, 0.1, -4],
      [-1, 0, 2],
    ];
    const variable = tf.variable(tf.tensor1d([0.5, -0.5, 2]));
    const before = tf.memory().numTensors;
    const optimiser = adam(new Map([['v', variable]]), { beta1: 0.9, beta2: 0.99 });
    const x = [0.5, -0.5, 2];
    const m = [0, 0, 0];
    const v = [0, 0, 0];
    gradients.forEach((g, t) => {
      const tensor = tf.tensor1d(g);
      optimiser.apply({ [variable.name]: tensor }, t, 0.01);
      tensor.dispose();
      g.forEach((value, i) => {
        m[i] = 0.9 * m[i] + 0.1 * value;
        v[i] = 0.99 * v[i] + 0.01 * value * value;
        x[i] -= (0.01 * (m[i] / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v[i] / (1 - 0.99 ** (t + 1))) + 1e-8);
      });
    });
    variable.dataSync().forEach((value, i) => expect(value).toBeCloseTo(x[i], 6));
    optimiser.dispose();
    expect(tf.memory().numTensors).toBe(before);
    variable.dispose();
  });
});
