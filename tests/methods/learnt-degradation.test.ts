import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import { openScenes } from '@ddr-lab/images/sets/scenes';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, test } from 'vitest';
import { checkpoint } from '../../src/analysis/checkpoint';
import { domainGap } from '../../src/analysis/domain-gap';
import { degrade } from '../../src/degradations/presets';
import { domainPatches } from '../../src/methods/learnt-degradation/evaluate';
import { localMeans } from '../../src/methods/learnt-degradation/local-means';
import { spectrumDistance } from '../../src/metrics/spectrum-distance';
import { degradationChain, learntDegradation, networksIn } from '../../src/networks/degradation-chain';
import { degraderInput, givenTo } from '../../src/networks/architectures/degrader/given';
import { degradeWith } from '../../src/networks/degrade-with';
import { buildNetwork } from '../../src/networks/network';
import { domainSampler } from '../../src/training/data/domains';

function randomImage(side: number, seed: number): Image {
  const random = createRandom(seed);
  return createImage(
    side,
    side,
    new Float32Array(side * side * 3).map(() => 0.3 + 0.4 * random.uniform()),
  );
}

const scenes = openScenes({ count: 6, height: 96, width: 96 });
const target = { blur: 2.4, noise: 8 };

describe('two domains', () => {
  const options = { patch: 16, batch: 3, scale: 4, seed: 5, target };

  it('are batches that the iteration and the seed decide, in 8-bit levels', async () => {
    const first = await domainSampler(scenes, options).batch(7);
    const again = await domainSampler(scenes, options).batch(7);
    expect(again).toEqual(first);
    expect((await domainSampler(scenes, options).batch(8)).source).not.toEqual(first.source);
    expect((await domainSampler(scenes, { ...options, seed: 6 }).batch(7)).target).not.toEqual(first.target);
    for (const samples of Object.values(first)) {
      for (const value of samples) expect(Math.abs(255 * value - Math.round(255 * value))).toBeLessThan(1e-4);
    }
    expect(first.original.length).toBe(3 * 64 * 64 * 3);
  });

  it('show different images', async () => {
    const seen: number[] = [];
    const watched = {
      ...scenes,
      read: (index: number) => {
        seen.push(index);
        return scenes.read(index);
      },
    };
    const sampler = domainSampler(watched, { ...options, target: { blur: 0, noise: 0 } });
    for (let i = 0; i < 12; i++) await sampler.batch(i);
    expect(new Set(seen).size).toBe(6);
    await expect(async () => domainSampler({ ...scenes, count: 1 }, options)).rejects.toThrow(
      /two images at least/,
    );
  });
});

describe('what a judge sees', () => {
  test.each(['haar', 'mean5', 'gauss9'] as const)(
    '%s: nothing of an even image, but for its border',
    async (bands) => {
      const { model } = await buildNetwork({ kind: 'frequency-judge', bands, width: 16 });
      const seen = tf.tidy(() => {
        const only = tf.fill([1, 24, 24, 3], 0.7);
        const layer = model.getLayer('Bands');
        const seenAll = layer.apply(only) as tf.Tensor4D;
        const [, height, width, planes] = seenAll.shape;
        return tf
          .slice(seenAll, [0, 4, 4, 0], [1, height - 8, width - 8, planes])
          .abs()
          .max()
          .dataSync()[0];
      });
      // The weights of a mean are no whole numbers in float32.
      expect(seen).toBeLessThan(1e-6);
      model.dispose();
    },
  );

  test("Haar's bands keep the energy that the mean of a square leaves, channel by channel", async () => {
    const { model } = await buildNetwork({ kind: 'frequency-judge', bands: 'haar', width: 16 });
    const square = [0.1, 0.5, 0.2, 0.9];
    const data = square.flatMap((value) => [value, 0, 2 * value]);
    const bands = tf.tidy(() => [
      ...(model.getLayer('Bands').apply(tf.tensor(data, [1, 2, 2, 3])) as tf.Tensor).dataSync(),
    ]);
    const mean = square.reduce((a, b) => a + b, 0) / 4;
    const energy = square.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const of = (channel: number): number =>
      [0, 1, 2].reduce((sum, band) => sum + bands[3 * band + channel] ** 2, 0);
    expect(of(0)).toBeCloseTo(energy, 5);
    expect(of(1)).toBe(0);
    expect(of(2)).toBeCloseTo(4 * energy, 5);
    // Across: left less right, halved.
    expect(bands[0]).toBeCloseTo((0.1 - 0.5 + 0.2 - 0.9) / 2, 6);
    expect(bands.slice(9)).toEqual(new Array(7).fill(0));
    model.dispose();
  });

  test('means over 5 x 5 pixels by hand', () => {
    const means = localMeans();
    const image = randomImage(7, 1);
    const all = tf.tidy(() => (means.predict(tf.tensor(image.data, [1, 7, 7, 3])) as tf.Tensor).dataSync());
    // The first place whose square lies within.
    const first = all[(2 * 7 + 2) * 3];
    let sum = 0;
    for (let y = 0; y < 5; y++) for (let x = 0; x < 5; x++) sum += image.data[(y * 7 + x) * 3];
    expect(first).toBeCloseTo(sum / 25, 6);
    means.dispose();
  });
});

describe('a network that degrades', () => {
  it('begins near the identity, with a little noise; the seed decides it, and no tensor is left', async () => {
    const network = await buildNetwork({ kind: 'degrader', channels: 16, blocks: 1, noise: true });
    const image = randomImage(32, 2);
    const before = tf.memory().numTensors;
    const made = await degradeWith(network, image, { seed: 3 });
    expect(tf.memory().numTensors).toBe(before);
    expect((await degradeWith(network, image, { seed: 3 })).data).toEqual(made.data);
    expect((await degradeWith(network, image, { seed: 4 })).data).not.toEqual(made.data);
    const rms = Math.sqrt(
      made.data.reduce((sum, value, i) => sum + (value - image.data[i]) ** 2, 0) / made.data.length,
    );
    // Noise of 0.01 and what a convolution at a tenth of its usual gain adds.
    expect(rms).toBeGreaterThan(0.008);
    expect(rms).toBeLessThan(0.15);
    network.model.dispose();
  });

  it('as published is an image by a sigmoid, of an image alone', async () => {
    const network = await buildNetwork({ kind: 'degrader', channels: 16, blocks: 1 });
    const image = randomImage(16, 2);
    expect(network.model.inputs[0].shape[3]).toBe(3);
    expect((await degradeWith(network, image, { seed: 1 })).data).toEqual(
      (await degradeWith(network, image)).data,
    );
    network.model.dispose();
  });

  it('stands where a preset does, and in chains', async () => {
    const network = await buildNetwork({ kind: 'degrader', channels: 16, blocks: 1, noise: true });
    const image = randomImage(32, 2);
    const own = learntDegradation('model:own', network);
    expect((await degrade(image, own, { seed: 9 })).data).toEqual(
      (await degradeWith(network, image, { seed: 9 })).data,
    );
    network.model.dispose();
    const other = await buildNetwork({ kind: 'srcnn', layers: 3, channels: 16 });
    expect(() => learntDegradation('srcnn', other)).toThrow(/srcnn does not degrade/);
    await expect(degradeWith(other, image)).rejects.toThrow(/kind srcnn does not degrade/);
    other.model.dispose();
  });

  it('is named in words where it is not there', async () => {
    await expect(degradationChain('blur2+model:', checkpoint)).rejects.toThrow(/needs a name right after it/);
    await expect(degradationChain('model:nobody', checkpoint)).rejects.toThrow(/nobody: no such checkpoint/);
    await expect(degradationChain('model:srcnn-3-wgr', checkpoint)).rejects.toThrow(/srcnn does not degrade/);
    await expect(degradationChain('model:nowhere/net.safetensors', checkpoint)).rejects.toThrow(/nowhere/);
    expect(await degradationChain('blur2', checkpoint)).toMatchObject({ name: 'blur2' });
    expect(networksIn('bicubic4+model:dsgan+noise5')).toEqual(['dsgan']);
    expect(networksIn('model:own/net.safetensors+blur2')).toEqual([]);
  });

  it('gets planes of normal noise beside the colours', () => {
    const image = { data: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), height: 1, width: 2 };
    const input = { shrinks: 1, noise: 3, code: false } as const;
    const planes = givenTo(input, image, createRandom(1, 2));
    expect([...planes.subarray(0, 3), ...planes.subarray(6, 9)]).toEqual([...image.data]);
    expect(givenTo(input, image, createRandom(1, 2))).toEqual(planes);
    expect(givenTo(input, image, createRandom(1, 3))).not.toEqual(planes);
    expect(givenTo({ ...input, noise: 0 }, image, createRandom(1))).toBe(image.data);
    const many = { data: new Float32Array(30_000), height: 100, width: 100 };
    const noise = [...givenTo(input, many, createRandom(4))].filter((_, i) => i % 6 >= 3);
    const mean = noise.reduce((a, b) => a + b, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    // Four deviations of a mean and of a variance of 30,000 normal numbers.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(30_000));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 30_000));
    // Of HR images, in the first of 4 x 4 pixels.
    const high = givenTo(
      { shrinks: 4, noise: 1, code: false },
      { data: new Float32Array(8 * 8 * 3), height: 8, width: 8 },
      createRandom(5),
    );
    const places = [...high].flatMap((value, i) => (value === 0 ? [] : [Math.floor(i / 4)]));
    expect(places).toEqual([0, 4, 32, 36]);
  });

  it('of HR images begins near the mean of 4 x 4 pixels, with noise of its own for each pixel that it makes', async () => {
    const spec = {
      kind: 'degrader',
      input: 'hr',
      channels: 16,
      blocks: 1,
      noise: true,
      noiseGain: 0.1,
    } as const;
    const network = await buildNetwork(spec);
    // Without what is learnt: the colours and the noise alone.
    const silent = network.model.getLayer('Output.conv');
    silent.setWeights(silent.getWeights().map((weight) => tf.zerosLike(weight)));
    const even = createImage(48, 50, new Float32Array(48 * 50 * 3).fill(0.5));
    const made = await degradeWith(network, even, { seed: 1 });
    expect([made.height, made.width]).toEqual([12, 12]);
    const deviation = Math.sqrt(made.data.reduce((sum, v) => sum + (v - 0.5) ** 2, 0) / made.data.length);
    // Four deviations of a deviation of 432 normal numbers, with 8-bit steps.
    expect(Math.abs(deviation - 0.1)).toBeLessThan((4 * 0.1) / Math.sqrt(2 * 432) + 0.5 / 255);
    const noisy = network.model.getLayer('Noise.conv');
    noisy.setWeights(noisy.getWeights().map((weight) => tf.zerosLike(weight)));
    const ramp = createImage(
      4,
      8,
      Float32Array.from({ length: 96 }, (_, i) => (Math.floor(i / 3) % 8) / 8),
    );
    expect((await degradeWith(network, ramp)).data[0]).toBeCloseTo(1.5 / 8, 2);
    expect((await degradeWith(network, ramp)).data[3]).toBeCloseTo(5.5 / 8, 2);
    const own = learntDegradation('model:own', network);
    expect(own.shrinks).toBe(4);
    network.model.dispose();
  });

  it('with noise before each block begins without any: the gains are 0, and each block has a plane of its own', async () => {
    const spec = { kind: 'degrader', channels: 16, blocks: 2, injection: true, skip: true } as const;
    const network = await buildNetwork(spec);
    expect(degraderInput(spec)).toEqual({ shrinks: 1, noise: 2, code: false });
    const image = randomImage(16, 3);
    expect((await degradeWith(network, image, { seed: 1 })).data).toEqual(
      (await degradeWith(network, image, { seed: 2 })).data,
    );
    const layer = network.model.getLayer('RB2.noise');
    layer.setWeights(layer.getWeights().map((weight) => tf.onesLike(weight)));
    expect((await degradeWith(network, image, { seed: 1 })).data).not.toEqual(
      (await degradeWith(network, image, { seed: 2 })).data,
    );
    network.model.dispose();
    await expect(buildNetwork({ ...spec, input: 'video' as 'hr' })).rejects.toThrow(/lr or hr, not video/);
  });
});

describe('distances of domains', () => {
  it('are 0 from themselves, and grow with what parts them', async () => {
    const { source, target: degraded } = await domainPatches(scenes, { count: 6, scale: 3, target });
    expect(spectrumDistance(source, source)).toBe(0);
    const noisy = await Promise.all(source.map((image, i) => degrade(image, 'noise4', { seed: i })));
    const noisier = await Promise.all(source.map((image, i) => degrade(image, 'noise16', { seed: i })));
    expect(spectrumDistance(source, noisier)).toBeGreaterThan(spectrumDistance(source, noisy));
    expect(spectrumDistance(source, degraded)).toBeGreaterThan(0.1);
    // Twice as bright: four times the power, at every frequency.
    const half = source.map((image) =>
      createImage(
        image.height,
        image.width,
        image.data.map((v) => v / 2),
      ),
    );
    expect(spectrumDistance(source, half)).toBeCloseTo(Math.log10(4), 4);
  });

  it('by a network: 1 where nothing was gained, near 0 for another sample of the target', async () => {
    const network = await buildNetwork({
      kind: 'srresnet',
      channels: 16,
      blocks: 2,
      scale: 4,
      outerGain: 0.5,
    });
    const many = openScenes({ count: 24, height: 96, width: 96 });
    const of = (seed: number) =>
      domainPatches(many, { count: 24, scale: 3, target: { blur: 2, noise: 20 }, seed });
    const { source, target: degraded } = await of(0);
    const before = tf.memory().numTensors;
    expect((await domainGap(network, { source, made: source, target: degraded })).gap).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
    const { target: second } = await of(1);
    expect((await domainGap(network, { source, made: second, target: degraded })).gap).toBeLessThan(0.1);
    await expect(domainGap(network, { source, made: [source[0]], target: degraded })).rejects.toThrow(
      /made has 1/,
    );
    network.model.dispose();
  });
});
