import { describe, expect, it } from 'vitest';
import { createImage } from '@ddr-lab/images/image';
import { labelledSampler, readLabelled, testBatches } from '../../../src/training/data/labelled';
import { noiseSet, numberedSet } from './image-sets';

const length = 8 * 8 * 3;

/** Number of the image that patch n shows: its commonest level above black. */
function numberOf(images: Float32Array, n: number): number {
  const inside = images.slice(n * length, (n + 1) * length).filter((value) => value > 0 && value < 1);
  return Math.round(inside[0] * 255) - 1;
}

describe('labelledSampler', () => {
  it('shows every image once an epoch, with its label, in another order each time', async () => {
    const sampler = await labelledSampler(numberedSet(10), { batch: 4, seed: 1 });
    const numbers: number[] = [];
    for (let iteration = 0; iteration < 5; iteration++) {
      const { images, labels } = await sampler.batch(iteration);
      for (let n = 0; n < 4; n++) {
        numbers.push(numberOf(images, n));
        expect(labels[n]).toBe(numbers.at(-1)! % 2);
      }
    }
    const epochs = [numbers.slice(0, 10), numbers.slice(10)];
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(all);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[0]).not.toEqual(all);
  });

  it('gives the same batch for the same seed and iteration, in whatever order they are asked for', async () => {
    const first = await labelledSampler(numberedSet(10), { batch: 4, seed: 1 });
    const later = await labelledSampler(numberedSet(10), { batch: 4, seed: 1 });
    await later.batch(9);
    expect(await later.batch(2)).toEqual(await first.batch(2));
    const other = await labelledSampler(numberedSet(10), { batch: 4, seed: 2 });
    expect(await other.batch(2)).not.toEqual(await first.batch(2));
  });

  it('pads with black and crops within the padding, evenly, and flips every other image', async () => {
    const padding = 2;
    const sampler = await labelledSampler(numberedSet(4), { batch: 50, seed: 5, padding });
    const corners = new Map<string, number>();
    for (let iteration = 0; iteration < 20; iteration++) {
      const { images } = await sampler.batch(iteration);
      for (let n = 0; n < 50; n++) {
        const patch = images.slice(n * length, (n + 1) * length);
        const white = patch.indexOf(1);
        const black = patch.filter((value) => value === 0).length / 3;
        expect(black).toBeLessThanOrEqual(64 - 36);
        if (white < 0) continue;
        const [y, x] = [Math.floor(white / 24), (white % 24) / 3];
        corners.set(`${y},${x}`, (corners.get(`${y},${x}`) ?? 0) + 1);
      }
    }
    // The white corner stays inside for 3 of 5 shifts each way: rows 0 to 2, columns 0 to 2, flipped 5 to 7.
    const rows = [0, 1, 2];
    const places = rows.flatMap((y) => [0, 1, 2, 5, 6, 7].map((x) => `${y},${x}`));
    expect([...corners.keys()].sort()).toEqual(places.sort());
    // 1,000 draws among 50 equally likely cases: 20 each, six standard deviations are 27.
    for (const count of corners.values()) expect(Math.abs(count - 20)).toBeLessThan(27);
  });

  it('leaves images whole without padding', async () => {
    const sampler = await labelledSampler(numberedSet(4), { batch: 8, seed: 5, padding: 0 });
    const { images } = await sampler.batch(0);
    expect(images.every((value) => value > 0)).toBe(true);
  });

  it('refuses sets without classes and images of different sizes, by name', async () => {
    const options = { batch: 2, seed: 1 };
    await expect(labelledSampler(noiseSet(8), options)).rejects.toThrow(/noise: has no classes/);
    const uneven = { ...numberedSet(3), read: async (i: number) => createImage(8 + i, 8) };
    await expect(labelledSampler(uneven, options)).rejects.toThrow(/numbered\/1: 9 x 8/);
  });

  it('reports its reading, and stops when told to', async () => {
    const done: number[] = [];
    await labelledSampler(numberedSet(3), { batch: 2, seed: 1, onProgress: (p) => done.push(p.done) });
    expect(done).toEqual([1, 2, 3]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(labelledSampler(numberedSet(3), { batch: 2, seed: 1, signal })).rejects.toThrow('enough');
  });
});

describe('testBatches', () => {
  it('gives all images as they are, in order, the last batch with the rest', async () => {
    const batches = [...testBatches(await readLabelled(numberedSet(7)), 3)];
    expect(batches.map(({ labels }) => [...labels])).toEqual([[0, 1, 0], [1, 0, 1], [0]]);
    expect(
      batches.flatMap(({ images, labels }) => [...labels.keys()].map((n) => numberOf(images, n))),
    ).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(batches[2].images).toHaveLength(length);
    expect(batches[2].images[0]).toBe(1);
  });
});
