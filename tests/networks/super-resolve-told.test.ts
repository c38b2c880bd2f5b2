import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { outputGiven } from '@ddr-lab/engine/model-part';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { tap } from '../../src/features/tap';
import { buildNetwork, type Network } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { superResolveTold } from '../../src/networks/super-resolve-told';

const random = createRandom(5);
const draw = (height: number, width: number): Image =>
  mapSamples(createImage(height, width), () => random.uniform());
const row = async (network: Network, image: Image, layer: string): Promise<Float32Array> =>
  ((await tap(network, [layer], [image])) as Record<string, { data: Float32Array }>)[layer].data;
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

let aware: Network;
let guided: Network;
const [one, other] = [draw(14, 18), mapSamples(draw(14, 18), (value) => value / 4)];

beforeAll(async () => {
  aware = await buildNetwork({
    kind: 'degradation-aware',
    channels: 16,
    groups: 1,
    blocks: 1,
    encoder: { width: 16 },
    seed: 3,
  });
  guided = await buildNetwork({
    kind: 'guided-rrdb',
    channels: 16,
    growth: 16,
    blocks: 1,
    guide: { network: { channels: 16, blocks: 1 }, vector: 16 },
    seed: 3,
  });
  // What the representation passes through begins as zeros, or small: it must matter.
  for (const weight of [...guided.model.weights, ...aware.model.weights]) {
    if (!/(gamma|beta|Told\.dense|kernel[12]|Output\.conv)\/kernel/.test(weight.originalName)) continue;
    const drawn = tf.randomNormal(weight.shape as number[], 0, 0.3, 'float32', 7);
    weight.write(drawn);
    drawn.dispose();
  }
});
afterAll(() => {
  aware.model.dispose();
  guided.model.dispose();
});

describe('a network that is told of a degradation', () => {
  it.each([
    ['Representation', () => aware],
    ['Vector', () => guided],
  ])('does with its own %s what it does by itself, and leaves no tensor behind', async (layer, which) => {
    const network = which();
    const own = await row(network, one, layer);
    // Untrained encoders say nearly the same of all images.
    const foreign = own.map((value) => -3 * value);
    const before = tf.memory().numTensors;
    const told = await superResolveTold(network, one, own, { layer });
    const alone = await superResolve(network, one);
    // Sums of float32 in another order, over a dozen layers.
    expect(worst(told.data, alone.data)).toBeLessThan(1e-5);
    const otherwise = await superResolveTold(network, one, foreign, { layer });
    expect(worst(otherwise.data, alone.data)).toBeGreaterThan(1e-4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('does the same where tfjs computes it layer by layer', async () => {
    const own = await row(aware, other, 'Representation');
    const input = { data: one.data, dims: [1, one.height, one.width, 3] };
    const given = { data: own, dims: [1, own.length] };
    const compiled = await outputGiven(aware.model, input, 'Representation', given);
    const name = tf.getBackend();
    await tf.setBackend('cpu');
    try {
      const before = tf.memory().numTensors;
      const plain = await outputGiven(aware.model, input, 'Representation', given);
      expect(tf.memory().numTensors).toBe(before);
      expect(plain.dims).toEqual(compiled.dims);
      // As above.
      expect(worst(plain.data, compiled.data)).toBeLessThan(1e-5);
    } finally {
      await tf.setBackend(name);
      await useBackend();
    }
  });

  it('refuses what is no representation, and a network that has none', async () => {
    await expect(superResolveTold(aware, one, [1, 2])).rejects.toThrow(/1 x 64 numbers, not 1 x 2/);
    const bad = new Float32Array(64).fill(NaN);
    await expect(superResolveTold(aware, one, bad)).rejects.toThrow(/NaN tells a network nothing/);
    await expect(superResolveTold(guided, one, [1])).rejects.toThrow(
      /does not come from a layer Representation/,
    );
  });
});
