import { describe, expect, it } from 'vitest';
import { createImage } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { unpairedSampler } from '../../../src/training/data/unpaired';
import { noiseSet } from './image-sets';

const options = { patch: 8, batch: 6, seed: 3 };

describe('unpairedSampler', () => {
  it('gives the same batch for the same seed and iteration, in whatever order they are asked for', async () => {
    const first = unpairedSampler(noiseSet(40, 44, 48), options);
    const later = unpairedSampler(noiseSet(40, 44, 48), options);
    await later.batch(4);
    expect(await later.batch(1)).toEqual(await first.batch(1));
    expect(await first.batch(2)).not.toEqual(await first.batch(1));
  });

  it('never shows an image on both sides', async () => {
    // Image i is plain, of level 10 (i + 1): a patch's level says where it comes from.
    const plain: ImageSet = {
      name: 'plain',
      count: 5,
      label: String,
      read: async (i) => createImage(40, 40, new Float32Array(40 * 40 * 3).fill((10 * (i + 1)) / 255)),
    };
    const sampler = unpairedSampler(plain, { ...options, batch: 30, degradations: ['blur1'] });
    const { degraded, clean } = await sampler.batch(0);
    const sources = (patches: Float32Array): number[] =>
      [...new Set(patches.map((value) => Math.round(value * 25.5)))].sort();
    expect(sources(degraded)).toEqual([1, 2]);
    expect(sources(clean)).toEqual([3, 4, 5]);
  });

  it('degrades one side only, by the mild mixture unless told otherwise', async () => {
    const { degraded, clean } = await unpairedSampler(noiseSet(60, 60), options).batch(0);
    const is8Bit = (value: number): boolean => Math.abs(value * 255 - Math.round(value * 255)) < 1e-4;
    expect(clean.every(is8Bit)).toBe(true);
    expect(degraded.every(is8Bit)).toBe(false);
    expect(degraded.every((value) => value >= 0 && value <= 1)).toBe(true);
    const spread = (values: Float32Array): number => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    // The mixture blurs: white noise loses most of its variance.
    expect(spread(degraded)).toBeLessThan(spread(clean) / 2);
  });

  it('refuses a set of one image, by name', () => {
    expect(() => unpairedSampler(noiseSet(40), options)).toThrow(/noise: .*two images/);
  });
});
