import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { meanColours } from '../../src/methods/cincgan/objectives';

it('takes the mean of each colour over squares of 8 x 8', async () => {
  await useBackend();
  const random = createRandom(1);
  const samples = new Float32Array(2 * 16 * 24 * 3).map(() => random.uniform());
  const model = meanColours();
  const images = tf.tensor4d(samples, [2, 16, 24, 3]);
  const means = model.predict(images) as tf.Tensor;
  expect(means.shape).toEqual([2, 2, 3, 3]);
  const pooled = tf.avgPool(images, 8, 8, 'valid');
  const wanted = await pooled.data();
  // Sums of 64 numbers in another order, in float32.
  (await means.data()).forEach((value, i) => expect(Math.abs(value - wanted[i])).toBeLessThan(1e-6));
  tf.dispose([images, means, pooled]);
  model.dispose();
});
