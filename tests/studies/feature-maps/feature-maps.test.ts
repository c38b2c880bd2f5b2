import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainedBy, featureMaps } from '../../../src/studies/feature-maps/feature-maps';
import { tap } from '../../../src/features/tap';
import { createImage, type Image, luma, mapSamples } from '@ddr-lab/images/image';
import { buildNetwork, type Network } from '../../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';

let network: Network;
let image: Image;
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 6, blocks: 1, scale: 2, seed: 1 });
  const random = createRandom(4);
  image = mapSamples(createImage(9, 12), (_, i) => (i % 12) / 12 + 0.2 * random.uniform());
});
afterAll(() => network.model.dispose());

const correlation = (a: Float64Array, b: ArrayLike<number>): number => {
  const n = a.length;
  const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((s, v) => s + v, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (f: (i: number) => number): number => a.reduce((s, _, i) => s + f(i), 0);
  return (
    sum((i) => (a[i] - ma) * (b[i] - mb)) /
    Math.sqrt(sum((i) => (a[i] - ma) ** 2) * sum((i) => (b[i] - mb) ** 2))
  );
};

describe('featureMaps', () => {
  it('gives uncorrelated maps of falling variance, signed by the brightness, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { maps, shares, channels } = await featureMaps(network, image, { layer: 'Conv1', count: 3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(channels).toBe(6);
    expect(maps.map(({ height, width, data }) => [height, width, data.length])).toEqual(
      Array(3).fill([9, 12, 108]),
    );
    expect(shares[0]).toBeGreaterThan(shares[1]);
    expect(shares[1]).toBeGreaterThan(shares[2]);
    // Float64 throughout: rounding alone.
    expect(correlation(maps[0].data, maps[1].data)).toBeCloseTo(0, 8);
    expect(correlation(maps[0].data, luma(image))).toBeGreaterThanOrEqual(0);
  });

  it('explains every channel by as many maps as there are channels, and less by fewer', async () => {
    const all = await featureMaps(network, image, { layer: 'Conv1', count: 6 });
    expect(all.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 8);
    const { Conv1 } = await tap(network, ['Conv1'], [image]);
    const channel = Float64Array.from({ length: 108 }, (_, i) => Conv1.data[i * 6 + 2]);
    expect(explainedBy(all, channel)).toBeCloseTo(1, 8);
    expect(explainedBy({ maps: all.maps.slice(0, 2) }, channel)).toBeLessThan(0.9999);
    expect(explainedBy(all, new Float64Array(108).fill(0.3))).toBe(0);
  });

  it('takes layers larger than the image', async () => {
    const { maps } = await featureMaps(network, image, { layer: 'HRConv', count: 1 });
    expect([maps[0].height, maps[0].width]).toEqual([18, 24]);
    expect(() => explainedBy({ maps }, luma(image))).toThrow(/432 points cannot explain 108 values/);
  });

  it('refuses more maps than channels', async () => {
    await expect(featureMaps(network, image, { layer: 'Conv1', count: 7 })).rejects.toThrow(
      /6 channels.*7 maps cannot be made/,
    );
  });
});
