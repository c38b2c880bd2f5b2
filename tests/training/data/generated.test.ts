import { crop } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openScenes } from '@ddr-lab/images/sets/scenes';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lowResolved } from '../../../src/degradations/low-resolution-model';
import { degradeBatch } from '../../../src/networks/degrade-batch';
import { degradeWith } from '../../../src/networks/degrade-with';
import { buildNetwork, type Network, readWeights, writeWeights } from '../../../src/networks/network';
import { generatedSampler } from '../../../src/training/data/generated';

const scenes = openScenes({ count: 6, height: 128, width: 160 });
const target = { blur: 2.4, noise: 8 };
const options = { patch: 8, batch: 3, scale: 4, seed: 5, target } as const;

/** A degrader of chance: noise is added, and noise goes in before its block. */
let noisy: Network;
/** Of LR and of HR images; both change nothing but the size. */
let [sameLow, means]: Network[] = [];

/** Without what a degrader learns to add: the image as it is, or its means over 4 x 4 pixels. */
async function unchanging(input: 'lr' | 'hr'): Promise<Network> {
  const network = await buildNetwork({
    kind: 'degrader',
    input,
    channels: 16,
    blocks: 1,
    noise: true,
    noiseGain: 0,
  });
  const weights = await readWeights(network.model);
  weights.get('Output.conv/kernel')!.data.fill(0);
  writeWeights(network.model, weights);
  return network;
}

beforeAll(async () => {
  noisy = await buildNetwork({
    kind: 'degrader',
    input: 'hr',
    channels: 16,
    blocks: 1,
    noise: true,
    noiseGain: 0.1,
    injection: true,
  });
  sameLow = await unchanging('lr');
  means = await unchanging('hr');
});
afterAll(() => {
  for (const { model } of [noisy, sameLow, means]) model.dispose();
});

describe('generated pairs', () => {
  it('are batches that the iteration and the seed decide, in 8-bit levels, of the sizes asked for', async () => {
    const sampler = generatedSampler(scenes, { ...options, degraders: [noisy, sameLow] });
    const before = tf.memory().numTensors;
    const first = await sampler.batch(7);
    expect(tf.memory().numTensors).toBe(before);
    await sampler.batch(8);
    expect(await sampler.batch(7)).toEqual(first);
    const other = generatedSampler(scenes, { ...options, degraders: [noisy, sameLow] });
    expect(await other.batch(7)).toEqual(first);
    const [later, reseeded] = [
      await other.batch(8),
      await generatedSampler(scenes, { ...options, seed: 6, degraders: [noisy] }).batch(7),
    ];
    for (const { hr, made, target: drawn } of [later, reseeded]) {
      expect(hr).not.toEqual(first.hr);
      expect(made[0]).not.toEqual(first.made[0]);
      expect(drawn).not.toEqual(first.target);
    }
    expect(first.hr.length).toBe(3 * 32 * 32 * 3);
    for (const samples of [...first.made, first.target]) {
      expect(samples.length).toBe(3 * 8 * 8 * 3);
      for (const value of samples) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        // A level over 255 is not that level's float32 exactly.
        expect(Math.abs(255 * value - Math.round(255 * value))).toBeLessThan(1e-4);
      }
    }
  });

  it('have noise of their own for each patch and each degrader', async () => {
    const { made } = await generatedSampler(scenes, { ...options, degraders: [noisy, noisy] }).batch(2);
    expect(made[0]).not.toEqual(made[1]);
    const even: ImageSet = {
      ...scenes,
      read: async () => createImage(128, 160, new Float32Array(128 * 160 * 3).fill(0.5)),
    };
    const [patches] = (await generatedSampler(even, { ...options, degraders: [noisy] }).batch(2)).made;
    expect(patches.subarray(0, 192)).not.toEqual(patches.subarray(192, 384));
  });

  it('show other images than the true ones', async () => {
    // Each image is even, of a level of its own: patches say which one they are of.
    const numbered: ImageSet = {
      ...scenes,
      read: async (i) => createImage(128, 160, new Float32Array(128 * 160 * 3).fill((20 * i + 10) / 255)),
    };
    const sampler = generatedSampler(numbered, {
      ...options,
      target: { blur: 0, noise: 0 },
      degraders: [sameLow, means],
    });
    const levels = (samples: Float32Array): number[] => [
      ...new Set([...samples].map((value) => (255 * value - 10) / 20)),
    ];
    const seen = { hr: new Set<number>(), made: new Set<number>(), target: new Set<number>() };
    for (let i = 0; i < 12; i++) {
      const { hr, made, target: drawn } = await sampler.batch(i);
      for (const level of levels(hr)) seen.hr.add(Math.round(level));
      for (const one of made) for (const level of levels(one)) seen.made.add(Math.round(level));
      for (const level of levels(drawn)) seen.target.add(Math.round(level));
    }
    const sorted = (set: Set<number>): number[] => [...set].sort();
    expect(sorted(seen.target)).toEqual([0, 1, 2]);
    expect(sorted(seen.hr)).toEqual([3, 4, 5]);
    expect(sorted(seen.made)).toEqual([3, 4, 5]);
  });

  it('are made of the place that HR shows: the whole image shrunk, or means of 4 x 4 pixels', async () => {
    // HR patches come in eight turns; those as they are in the image are looked for in it.
    const image = await scenes.read(5);
    const eight = createImage(
      128,
      160,
      image.data.map((value) => Math.round(255 * value) / 255),
    );
    const low = lowResolved(eight, { blur: 0, noise: 0 });
    const only: ImageSet = { ...scenes, count: 2, read: async () => image };
    const sampler = generatedSampler(only, { ...options, degraders: [sameLow, means] });
    let found = 0;
    for (let i = 0; i < 12; i++) {
      const { hr, made } = await sampler.batch(i);
      for (let n = 0; n < 3; n++) {
        const patch = hr.subarray(n * 3072, (n + 1) * 3072);
        const averaged = meansOf(createImage(32, 32, patch.slice()));
        made[1].subarray(n * 192, (n + 1) * 192).forEach((value, k) => {
          // Rounded to 8 bits; ties go either way.
          expect(Math.abs(value - averaged[k])).toBeLessThan(0.5001 / 255);
        });
        const at = placeOf(patch, eight);
        if (!at) continue;
        found++;
        // Real neighbours on all sides.
        expect(Math.min(at.top, at.left)).toBeGreaterThanOrEqual(16);
        const wanted = crop(low, at.top / 4, at.left / 4, { height: 8, width: 8 }).data;
        expect(made[0].subarray(n * 192, (n + 1) * 192)).toEqual(wanted);
      }
    }
    // Each is as it is in the image with a chance of 1 / 8: 36 patches with none are one case in 120.
    expect(found).toBeGreaterThan(0);
  });

  it('are refused in words', async () => {
    const judge = await buildNetwork({ kind: 'frequency-judge', width: 16 });
    const sampler = (images: ImageSet, changed: object) => () =>
      generatedSampler(images, { ...options, degraders: [means], ...changed });
    expect(sampler(scenes, { degraders: [judge] })).toThrow(/frequency-judge makes no LR images at scale 4/);
    expect(sampler(scenes, { scale: 2 })).toThrow(/makes no LR images at scale 2/);
    expect(sampler(scenes, { scale: 2, degraders: [sameLow] })).not.toThrow();
    expect(sampler({ ...scenes, count: 1 }, {})).toThrow(/two images at least/);
    await expect(sampler(scenes, { patch: 28 })().batch(0)).rejects.toThrow(/too small for patches of 144/);
    judge.model.dispose();
  });
});

describe('images degraded in one call', () => {
  it.each([['noisy'], ['sameLow']] as const)('%s: as each alone', async (name) => {
    const network = { noisy, sameLow }[name];
    const images = [await scenes.read(0), await scenes.read(1)];
    const data = new Float32Array(images.flatMap((image) => [...image.data]));
    const before = tf.memory().numTensors;
    const both = degradeBatch(network, { data, height: 128, width: 160 }, [3, 4]);
    expect(tf.memory().numTensors).toBe(before);
    const alone = [
      await degradeWith(network, images[0], { seed: 3 }),
      await degradeWith(network, images[1], { seed: 4 }),
    ];
    const size = alone[0].data.length;
    expect(both.length).toBe(2 * size);
    const apart = both.map((value, i) => Math.abs(value - alone[Math.floor(i / size)].data[i % size]));
    // Sums in another order may round to the neighbouring level, seldom.
    expect(Math.max(...apart)).toBeLessThan(1.001 / 255);
    expect(apart.filter((value) => value > 0).length).toBeLessThan(size / 1000);
  });

  it('need a seed each, and a degrader', async () => {
    const image = await scenes.read(0);
    expect(() => degradeBatch(noisy, image, [1, 2])).toThrow(/2 seeds for 1 images of 128 x 160/);
    const spec = { kind: 'srcnn', layers: 3 } as const;
    expect(() => degradeBatch({ ...noisy, spec }, image, [1])).toThrow(/kind srcnn does not degrade/);
  });
});

/** Means over 4 x 4 pixels of an image. */
function meansOf({ height, width, data }: Image): Float32Array {
  const out = new Float32Array(data.length / 16);
  for (let i = 0; i < data.length; i++) {
    const [channel, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / (3 * width))];
    if (y >= height) continue;
    out[(Math.floor(y / 4) * (width / 4) + Math.floor(x / 4)) * 3 + channel] += data[i] / 16;
  }
  return out;
}

/** Where a patch of 32 x 32 lies in an image, in steps of 4 pixels. */
function placeOf(patch: Float32Array, image: Image): { top: number; left: number } | undefined {
  for (let top = 0; top <= image.height - 32; top += 4) {
    for (let left = 0; left <= image.width - 32; left += 4) {
      const there = crop(image, top, left, { height: 32, width: 32 }).data;
      if (there.every((value, i) => value === patch[i])) return { top, left };
    }
  }
  return undefined;
}
