import { describe, expect, it } from 'vitest';
import { degrade } from '../../../src/degradations/presets';
import { crop } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { patchSampler } from '../../../src/training/data/pairs';
import { noiseSet } from './image-sets';

const set = noiseSet(40, 52);
const options = { patch: 8, batch: 3, scale: 4, seed: 1 };

describe('patchSampler', () => {
  it('gives the same batch for the same seed and iteration, in whatever order they are asked for', async () => {
    const degradations = ['clean', 'noise20', 'blur1'];
    const first = patchSampler(set, { ...options, degradations });
    const later = patchSampler(set, { ...options, degradations });
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

  it('refuses images smaller than a patch and presets that do not exist, by name', async () => {
    await expect(patchSampler(set, { ...options, patch: 20 }).batch(0)).rejects.toThrow(
      /noise\/\d: \d+ x \d+ is too small/,
    );
    expect(() => patchSampler(set, { ...options, degradations: ['fog3'] })).toThrow(/"fog3"/);
  });
});

describe('patchSampler with degradations', () => {
  it('degrades the LR patches alone, at the places of the clean training', async () => {
    const clean = await patchSampler(set, options).batch(7);
    const noisy = await patchSampler(set, { ...options, degradations: ['noise20'] }).batch(7);
    expect(noisy.hr).toEqual(clean.hr);
    const differences = noisy.lr.map((value, i) => value - clean.lr[i]);
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
    // 576 samples of sigma 20/255, some clipped at black or white.
    expect(deviation * 255).toBeGreaterThan(14);
    expect(deviation * 255).toBeLessThan(22);
  });

  it('draws among its presets, and noise of its own for each patch', async () => {
    const one: ImageSet = { ...noiseSet(32), read: async () => createImage(32, 32, grey(32)) };
    const sampler = patchSampler(one, { ...options, batch: 40, degradations: ['clean', 'noise10'] });
    const { lr } = await sampler.batch(0);
    const patches = Array.from({ length: 40 }, (_, n) => lr.slice(n * 192, (n + 1) * 192));
    const clean = patches.filter((patch) => patch.every((value) => value === patch[0]));
    // 40 throws of a coin: fewer than 8 or more than 32 heads come up once in ten thousand seeds.
    expect(clean.length).toBeGreaterThan(8);
    expect(clean.length).toBeLessThan(32);
    const noisy = patches.filter((patch) => !clean.includes(patch)).map((patch) => patch.join());
    expect(new Set(noisy).size).toBe(noisy.length);
  });

  it('blurs with the real neighbours: as the whole image blurred, then cut', async () => {
    const image = await noiseSet(40 * 4).read(0);
    const whole: ImageSet = { name: 'whole', count: 1, label: String, read: async () => image };
    const lr = resize(image, { scale: 1 / 4, levels: 255 });
    const blurred = await degrade(lr, 'blur4');
    const candidates = [lr, blurred].map((source) => turnedCrops(source, 8));
    const clean = await patchSampler(whole, { ...options, batch: 12 }).batch(0);
    const soft = await patchSampler(whole, { ...options, batch: 12, degradations: ['blur4'] }).batch(0);
    for (let n = 0; n < 12; n++) {
      const patch = clean.lr.slice(n * 192, (n + 1) * 192);
      const place = candidates[0].findIndex((crop) =>
        crop.every((value, i) => Math.abs(value - patch[i]) < 1e-6),
      );
      expect(place).toBeGreaterThanOrEqual(0);
      // The blur is summed in the order of the turned patch: float64 rounding, then float32's.
      expect(largestDifference(candidates[1][place], soft.lr.slice(n * 192, (n + 1) * 192))).toBeLessThan(
        1e-6,
      );
    }
  });
});

const grey = (side: number): Float32Array => new Float32Array(side * side * 3).fill(128 / 255);

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);

/** Every patch of an image in all of its eight turns, written by rotations and one mirror. */
function turnedCrops(image: Image, side: number): Float32Array[] {
  const all: Float32Array[] = [];
  for (let top = 0; top + side <= image.height; top++) {
    for (let left = 0; left + side <= image.width; left++) {
      let { data } = crop(image, top, left, side);
      for (let turn = 0; turn < 8; turn++) {
        data = turn === 4 ? mirrored(data, side) : rotated(data, side);
        all.push(data);
      }
    }
  }
  return all;
}

function rotated(data: Float32Array, side: number): Float32Array {
  return data.map((_, i) => {
    const [y, x, c] = [Math.floor(i / 3 / side), Math.floor(i / 3) % side, i % 3];
    return data[(x * side + side - 1 - y) * 3 + c];
  });
}

function mirrored(data: Float32Array, side: number): Float32Array {
  return data.map((_, i) => {
    const [y, x, c] = [Math.floor(i / 3 / side), Math.floor(i / 3) % side, i % 3];
    return data[(y * side + side - 1 - x) * 3 + c];
  });
}
