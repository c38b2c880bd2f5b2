import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { stackImages, unstackImages } from '@ddr-lab/images/tensors';
import { buildNetwork, type Network } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(4);
const draw = (height: number, width: number): Image =>
  mapSamples(createImage(height, width), () => random.uniform());
let network: Network;

beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 8, blocks: 2, outerGain: 1 });
});
afterAll(() => network.model.dispose());

/** The whole image at once by tfjs's layers. */
async function byLayers(image: Image): Promise<Image> {
  const input = stackImages([image]);
  const output = network.model.predict(input) as tf.Tensor4D;
  const [result] = await unstackImages(output);
  tf.dispose([input, output]);
  return result;
}

describe('superResolve', () => {
  it.each([
    [1, 1],
    [3, 5],
    [120, 100],
  ])('an image of %i x %i: what tfjs computes, clipped, and no tensor left behind', async (height, width) => {
    const image = draw(height, width);
    const expected = await byLayers(image);
    const before = tf.memory().numTensors;
    const progress: number[] = [];
    const actual = await superResolve(network, image, {
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(progress[progress.length - 1]).toBe(1);
    expect([actual.height, actual.width]).toEqual([4 * height, 4 * width]);
    // Sums of a hundred float32 products in another order, over ten layers: some 1e-6.
    const worst = expected.data.reduce((max, v, i) => Math.max(max, Math.abs(v - actual.data[i])), 0);
    expect(worst).toBeLessThan(1e-5);
    expect(actual.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    if (height > 1) expect(expected.data.some((value) => value === 0 || value === 1)).toBe(true);
  });

  it('stops when it is told to', async () => {
    await expect(superResolve(network, draw(4, 4), { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/i,
    );
  });
});
