import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { clipOf } from '@ddr-lab/images/clip';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { lamOfClip } from '../../src/attribution/lam-of-clip';
import { windowIntensity } from '../../src/attribution/targets';

beforeAll(async () => {
  await useBackend();
});

/** Frames mixed pixel by pixel: a network whose attributions are known. */
function mixing(shares: readonly number[]) {
  const x = input({ shape: [null, null, 3 * shares.length] });
  const mix = layers.conv2d({ name: 'Mix', filters: 3, kernelSize: 1, padding: 'same' });
  const network = model({ inputs: x, outputs: mix.apply(x) as SymbolicTensor });
  tf.tidy(() => {
    const rows = shares.flatMap((share) =>
      [0, 1, 2].map((c) => [0, 1, 2].map((to) => (to === c ? share : 0))),
    );
    mix.setWeights([tf.tensor4d(rows.flat(), [1, 1, 3 * shares.length, 3]), tf.zeros([3])]);
  });
  return { model: network, layers: ['Mix'] };
}

describe('local attribution maps of clips', () => {
  it('give each frame of a mixture what it brings, pixel by pixel', async () => {
    const random = createRandom(3);
    const shares = [0.5, -0.2, 0.7];
    const clip = clipOf(shares.map(() => mapSamples(createImage(12, 10), () => random.uniform())));
    const network = mixing(shares);
    const before = tf.memory().numTensors;
    // From black, of a sum: what a sample brings is its value times its weight.
    const found = await lamOfClip(network, clip, windowIntensity({ left: 2, top: 3, size: 4 }), {
      path: 'fading',
      steps: 4,
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(found.residual).toBeLessThan(1e-5);
    const own = clip.frames.map(({ data }, t) =>
      Float32Array.from({ length: 120 }, (_, i) => {
        const [y, x] = [Math.floor(i / 10), i % 10];
        const inside = y >= 3 && y < 7 && x >= 2 && x < 6;
        return inside ? Math.abs(shares[t] * (data[3 * i] + data[3 * i + 1] + data[3 * i + 2])) : 0;
      }),
    );
    const sums = own.map((map) => map.reduce((a, b) => a + b));
    const largest = Math.max(...own.flatMap((map) => [...map]));
    found.frames.forEach(({ map, share, centroid }, t) => {
      expect(share).toBeCloseTo(sums[t] / (sums[0] + sums[1] + sums[2]), 5);
      map.forEach((value, i) => expect(value).toBeCloseTo(own[t][i] / largest, 5));
      const row = own[t].reduce((sum, value, i) => sum + value * Math.floor(i / 10), 0) / sums[t];
      expect(centroid[0]).toBeCloseTo(row, 4);
    });
    network.model.dispose();
  });

  it('refuse a network of other clips', async () => {
    const network = mixing([1, 0, 0]);
    const clip = clipOf([createImage(12, 12), createImage(12, 12)]);
    await expect(lamOfClip(network, clip, windowIntensity({ left: 0, top: 0 }))).rejects.toThrow(
      /images of 9 planes/,
    );
    network.model.dispose();
  });
});
