import { describe, expect, it } from 'vitest';
import { cachedUmap } from '../../src/analysis/cached/maps';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Cache } from '@ddr-lab/base/cache/cache';
import type { Entry } from '@ddr-lab/base/cache/entry';
import { clusterScores } from '../../src/metrics/clusters';
import { umap } from '@ddr-lab/projection/umap';
import { createRandom } from '@ddr-lab/base/random';

/** Three clouds of 20 points in 8 dimensions, their centres 12 standard deviations apart. */
const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
function clouds(seed = 1): Matrix<Float64Array> {
  const random = createRandom(seed);
  const data = Float64Array.from({ length: 480 }, (_, at) => {
    const [i, c] = [Math.floor(at / 8), at % 8];
    return random.normal() + (c === labels[i] ? 12 : 0);
  });
  return createMatrix(60, 8, data);
}
const quick = { neighbours: 8, epochs: 150 };

describe('umap', () => {
  it('keeps clouds apart and neighbours together', async () => {
    const { points, epochs } = await umap(clouds(), quick);
    expect([points.rows, points.columns, epochs]).toEqual([60, 2, 150]);
    // The nearest point in the map is of the same cloud, for every point.
    for (let i = 0; i < 60; i++) {
      const square = (j: number): number =>
        (points.data[2 * i] - points.data[2 * j]) ** 2 +
        (points.data[2 * i + 1] - points.data[2 * j + 1]) ** 2;
      const nearest = labels.reduce(
        (best, _, j) => (j !== i && square(j) < square(best) ? j : best),
        i ? 0 : 1,
      );
      expect(labels[nearest]).toBe(labels[i]);
    }
    // Labels that have nothing to do with the clouds score near 1.
    const random = createRandom(5);
    const drawn = labels.map(() => random.integer(3));
    expect(clusterScores(points, labels).chi).toBeGreaterThan(20 * clusterScores(points, drawn).chi);
  });

  it('gives the same points for the same seed, others for another; leaves its input alone', async () => {
    const X = clouds();
    const before = X.data.slice();
    const first = await umap(X, { ...quick, seed: 4 });
    expect(await umap(X, { ...quick, seed: 4 })).toEqual(first);
    expect((await umap(X, { ...quick, seed: 5 })).points.data).not.toEqual(first.points.data);
    expect(X.data).toEqual(before);
  });

  it.each([1, 3, 5])('maps to %d dimensions', async (dims) => {
    const { points } = await umap(clouds(), { ...quick, dims });
    expect([points.rows, points.columns]).toEqual([60, dims]);
    expect(points.data.every(Number.isFinite)).toBe(true);
    for (let d = 0; d < dims; d++) {
      expect(new Set(points.data.filter((_, at) => at % dims === d)).size).toBeGreaterThan(50);
    }
  });

  it('takes points that lie on each other', async () => {
    const { points } = await umap(createMatrix(20, 2, new Float64Array(40)), { neighbours: 5, epochs: 20 });
    expect(points.data.every(Number.isFinite)).toBe(true);
  });

  it('tells how far it is, and stops when asked to', async () => {
    const seen: number[] = [];
    await umap(clouds(), { ...quick, onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
    await expect(umap(clouds(), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    const stop = new AbortController();
    const long = umap(clouds(), {
      epochs: 1e7,
      onProgress: () => stop.abort(new Error('midway')),
      signal: stop.signal,
    });
    await expect(long).rejects.toThrow('midway');
  });

  it.each([
    [{ neighbours: 60 }, /60 neighbours need more than 60 points/],
    [{ neighbours: 1 }, /at least 2, not 1/],
    [{ dims: 0 }, /dimensions/],
    [{ dims: 1.5 }, /dimensions/],
    [{ minDist: 2 }, /least distance/],
    [{ spread: 0 }, /spread/],
    [{ epochs: 0 }, /epochs/],
    [{ seed: 0.5 }, /seed/],
  ])('refuses %o in words', async (options, words) => {
    await expect(umap(clouds(), options)).rejects.toThrow(words);
  });

  it('refuses numbers that are none', async () => {
    const X = clouds();
    X.data[7] = NaN;
    await expect(umap(X)).rejects.toThrow(/UMAP/);
  });
});

it('cachedUmap gives what umap gives, once computed and once read, and takes each setting for another result', async () => {
  const kept = new Map<string, Entry>();
  const cache: Cache = {
    read: (kind, key) => Promise.resolve(kept.get(kind + key)),
    write: (kind, key, entry) => Promise.resolve(void kept.set(kind + key, entry)),
  };
  const X = clouds();
  const computed = await umap(X, quick);
  for (let turn = 0; turn < 2; turn++) expect(await cachedUmap(X, { ...quick, cache })).toEqual(computed);
  expect(kept.size).toBe(1);
  const others = [
    { dims: 3 },
    { neighbours: 7 },
    { minDist: 0.2 },
    { spread: 2 },
    { epochs: 149 },
    { seed: 1 },
  ];
  for (const other of others) await cachedUmap(X, { ...quick, ...other, cache });
  await cachedUmap(clouds(2), { ...quick, cache });
  expect(kept.size).toBe(2 + others.length);
});
