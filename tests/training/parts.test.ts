import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/backend/backend';
import { createImage, mapSamples, type Image } from '../../src/images/image';
import type { ImageSet } from '../../src/images/image-set';
import { resize } from '../../src/images/resize';
import { createRandom } from '../../src/random/random';
import { adam } from '../../src/training/adam';
import { patchSampler } from '../../src/training/patches';
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

describe('patchSampler', () => {
  const random = createRandom(4);
  const images: Image[] = [40, 52].map((side) =>
    mapSamples(createImage(side, side + 4), () => random.uniform()),
  );
  const set: ImageSet = { name: 'two', count: 2, label: String, read: (i) => Promise.resolve(images[i]) };
  const options = { patch: 8, batch: 3, scale: 4, seed: 1 };

  it('gives the same batch for the same seed and iteration, in whatever order they are asked for', async () => {
    const first = patchSampler(set, options);
    const later = patchSampler(set, options);
    await later.batch(5);
    expect(await later.batch(2)).toEqual(await first.batch(2));
    expect(await first.batch(3)).not.toEqual(await first.batch(2));
  });

  it('gives aligned pairs: shrinking the HR patch gives the LR patch away from its border', async () => {
    for (let iteration = 0; iteration < 8; iteration++) {
      const { lr, hr } = await patchSampler(set, { ...options, batch: 1 }).batch(iteration);
      const shrunk = resize(createImage(32, 32, hr), { scale: 1 / 4, levels: 255 });
      for (let y = 2; y < 6; y++)
        for (let x = 2; x < 6; x++)
          // Same kernel, same pixels; rounding between the directions may fall otherwise by one level.
          expect(Math.abs(shrunk.data[(y * 8 + x) * 3] - lr[(y * 8 + x) * 3])).toBeLessThan(1.5 / 255);
    }
  });

  it('refuses images smaller than a patch, by name', async () => {
    await expect(patchSampler(set, { ...options, patch: 20 }).batch(0)).rejects.toThrow(
      /two\/\d: \d+ x \d+ is too small/,
    );
  });
});
