import { describe, expect, it } from 'vitest';
import { firstColumns, reduceEachWay, shuffledChi } from '../../../src/studies/reductions/dimensionality';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../../src/metrics/clusters';
import { tsne } from '@ddr-lab/projection/tsne';
import { umap } from '@ddr-lab/projection/umap';
import { createRandom } from '@ddr-lab/base/random';

const labels = Int32Array.from({ length: 30 }, (_, i) => i % 3);
/** 30 x 4: three clouds along the first axis, `gap` standard deviations apart. */
function points(gap: number): Matrix<Float64Array> {
  const random = createRandom(2);
  const data = Float64Array.from(
    { length: 120 },
    (_, at) => random.normal() + (at % 4 === 0 ? gap * labels[at >> 2] : 0),
  );
  return createMatrix(30, 4, data);
}
const quick = {
  tsne: { perplexity: 5, iterations: 50 },
  umap: { neighbours: 5, epochs: 20 },
  cache: false,
} as const;

describe('reduceEachWay', () => {
  it('gives every reduction in every number of dimensions, its first map and the CHI of its runs', async () => {
    const X = points(6);
    const seen: number[] = [];
    const found = await reduceEachWay(X, labels, {
      ...quick,
      dims: [2, 3],
      runs: 2,
      seed: 4,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(found.map(({ reduction, dims }) => `${reduction} ${dims}`)).toEqual([
      'PCA 2',
      'PCA 3',
      't-SNE 2',
      't-SNE 3',
      'UMAP 2',
      'UMAP 3',
    ]);
    expect(found.map(({ chi }) => chi.values.length)).toEqual([1, 1, 2, 2, 2, 2]);
    const maps = [4, 5].map((seed) => tsne(X, { ...quick.tsne, dims: 3, seed }));
    const [first, second] = await Promise.all(maps);
    expect(found[3].points).toEqual(first.points);
    expect(found[3].chi.values).toEqual([first, second].map((map) => clusterScores(map.points, labels).chi));
    expect(found[4].points).toEqual((await umap(X, { ...quick.umap, dims: 2, seed: 4 })).points);
    expect(found[1].points).toEqual(firstColumns(X, 3));
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(reduceEachWay(points(1), labels, { ...quick, signal })).rejects.toThrow('enough');
  });
});

it('firstColumns keeps the first columns', () => {
  const X = createMatrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6));
  expect(firstColumns(X, 2)).toEqual(createMatrix(2, 2, Float64Array.of(1, 2, 4, 5)));
});

describe('shuffledChi', () => {
  it('is near 1 on average whatever the points, and far below the CHI of labels that mean something', () => {
    const X = points(6);
    const deals = shuffledChi(X, labels, { times: 400 });
    expect(deals).toHaveLength(400);
    expect([...deals].sort((a, b) => b - a)).toEqual(deals);
    // The expectation of an F statistic under permutation: near 1; of 400 deals its mean is within 0.2 of that.
    expect(Math.abs(deals.reduce((sum, chi) => sum + chi, 0) / 400 - 1)).toBeLessThan(0.2);
    expect(clusterScores(X, labels).chi).toBeGreaterThan(deals[0]);
  });

  it('is the same for the same seed, and leaves the labels alone', () => {
    const before = [...labels];
    const first = shuffledChi(points(0), labels, { times: 5, seed: 3 });
    expect(shuffledChi(points(0), labels, { times: 5, seed: 3 })).toEqual(first);
    expect(shuffledChi(points(0), labels, { times: 5, seed: 4 })).not.toEqual(first);
    expect([...labels]).toEqual(before);
  });
});
