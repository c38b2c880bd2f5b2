import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage } from '@ddr-lab/images/image';
import { degrade } from '../../../src/degradations/presets';
import type { PatchBatch } from '../../../src/training/data/pairs';
import { restorationPatches, restorationSampler } from '../../../src/training/data/restored';
import { noiseSet } from './image-sets';

const set = noiseSet(40, 52);
const side = 16;
const samples = side * side * 3;
const options = { patch: side, batch: 3, seed: 1, degradations: ['rain-small-half', 'noise20', 'blur1'] };

/** The patches of a batch one by one, degraded and clean. */
function patchesOf({ lr, hr }: PatchBatch): (readonly [lr: Float32Array, hr: Float32Array])[] {
  return Array.from({ length: lr.length / samples }, (_, n) => [
    lr.slice(n * samples, (n + 1) * samples),
    hr.slice(n * samples, (n + 1) * samples),
  ]);
}

const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Correlation of all samples: about 0 of two patches of noise that do not belong together. */
function correlation(a: Float32Array, b: Float32Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  const [da, db] = [a.map((value) => value - ma), b.map((value) => value - mb)];
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(da, db) / Math.sqrt(dot(da, da) * dot(db, db));
}

describe('restorationSampler', () => {
  it('gives the same batch for the same seed and iteration, in whatever order they are asked for', async () => {
    const first = restorationSampler(set, { ...options, clean: 0.2 });
    const later = restorationSampler(set, { ...options, clean: 0.2 });
    for (const iteration of [5, 0, 3]) await later.batch(iteration);
    for (const iteration of [0, 1, 2, 5]) {
      expect(await later.batch(iteration)).toEqual(await first.batch(iteration));
    }
    expect(await first.batch(1)).not.toEqual(await first.batch(2));
    expect(await restorationSampler(set, { ...options, clean: 0.2, seed: 2 }).batch(1)).not.toEqual(
      await first.batch(1),
    );
  });

  it.each([['rain-large'], ['noise20']])('leaves a share of the patches as they are: %s', async (preset) => {
    const shares = [0, 0.5, 1].map(async (clean) => {
      const sampler = restorationSampler(set, { ...options, batch: 40, degradations: [preset], clean });
      const patches = patchesOf(await sampler.batch(0));
      return patches.filter(([lr, hr]) => lr.every((value, i) => value === hr[i])).length;
    });
    const [none, half, all] = await Promise.all(shares);
    expect(none).toBe(0);
    expect(all).toBe(40);
    // 40 throws of a coin: fewer than 8 or more than 32 heads come up once in ten thousand seeds.
    expect(half).toBeGreaterThan(8);
    expect(half).toBeLessThan(32);
  });

  it.each([['rain-small-half'], ['noise20'], ['blur1']])(
    'the two patches are of one place: %s',
    async (preset) => {
      const sampler = restorationSampler(set, { ...options, batch: 12, degradations: [preset] });
      const patches = patchesOf(await sampler.batch(3));
      patches.forEach(([lr], n) => {
        const like = patches.map(([, hr]) => correlation(lr, hr));
        expect(like[n]).toBeGreaterThan(0.25);
        // Others overlap here and there, but none of them pixel by pixel.
        expect(Math.max(...like)).toBe(like[n]);
      });
    },
  );

  it('blurs with the real neighbours: inside a patch as the clean patch blurred, at its border not', async () => {
    const sampler = restorationSampler(set, { ...options, batch: 6, degradations: ['blur1'] });
    for (const [lr, hr] of patchesOf(await sampler.batch(0))) {
      const blurred = await degrade(createImage(side, side, hr), 'blur1');
      const far = (from: number, to: number): number => {
        let most = 0;
        for (let y = from; y < to; y++) {
          for (let i = from * 3; i < to * 3; i++) {
            const at = y * side * 3 + i;
            most = Math.max(most, Math.abs(blurred.data[at] - lr[at]));
          }
        }
        return most;
      };
      // Rounding between the directions may fall otherwise by one level.
      expect(far(6, 10)).toBeLessThan(1.5 / 255);
      expect(far(0, side)).toBeGreaterThan(10 / 255);
    }
  });

  it('rain falls on whole images, before patches are cut and turned upright', async () => {
    // On grey, what differs from it is rain: along columns it goes on further than along rows, whatever the turn.
    const grey = createImage(48, 48, new Float32Array(48 * 48 * 3).fill(64 / 255));
    const one = { name: 'grey', count: 1, label: String, read: () => Promise.resolve(grey) };
    const sampler = restorationSampler(one, { ...options, batch: 24, degradations: ['rain-small'] });
    let [along, across] = [0, 0];
    for (const [lr, hr] of patchesOf(await sampler.batch(0))) {
      expect(hr.every((value) => value === hr[0])).toBe(true);
      // Rain is added light.
      expect(lr.every((value, i) => value >= hr[i])).toBe(true);
      for (let y = 0; y + 1 < side; y++) {
        for (let x = 0; x + 1 < side; x++) {
          const at = (y * side + x) * 3;
          along += Math.abs(lr[at + side * 3] - lr[at]);
          across += Math.abs(lr[at + 3] - lr[at]);
        }
      }
    }
    expect(along).toBeGreaterThan(0);
    expect(across).toBeGreaterThan(1.5 * along);
  });

  it('refuses images smaller than a patch, presets that do not exist, and to undo nothing', async () => {
    await expect(restorationSampler(set, { ...options, patch: 60 }).batch(0)).rejects.toThrow(
      /noise\/\d: \d+ x \d+ is too small/,
    );
    expect(() => restorationSampler(set, { ...options, degradations: ['fog3'] })).toThrow(/"fog3"/);
    expect(() => restorationSampler(set, { ...options, degradations: [] })).toThrow(InputError);
  });
});

describe('restorationPatches', () => {
  it('gives centre patches, degraded before they are cut, the same each time', async () => {
    const patches = await restorationPatches(set, { count: 5, degradation: 'blur2', side: 20 });
    expect(patches.hr.map(({ height, width }) => [height, width])).toEqual([
      [20, 20],
      [20, 20],
    ]);
    expect(await restorationPatches(set, { count: 5, degradation: 'blur2', side: 20 })).toEqual(patches);
    const whole = await degrade(await set.read(0), 'blur2', { seed: 0 });
    // 40 x 44: the middle begins at row 10, column 12.
    expect(patches.lr[0].data.slice(0, 60)).toEqual(whole.data.slice((10 * 44 + 12) * 3, (10 * 44 + 32) * 3));
    const large = await restorationPatches(set, { count: 1, degradation: 'noise10' });
    expect([large.lr[0].height, large.lr[0].width]).toEqual([40, 40]);
    expect(large.lr[0].data).not.toEqual(large.hr[0].data);
  });
});
