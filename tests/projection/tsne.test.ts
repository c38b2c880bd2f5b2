import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asMatrix, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import type { Progress } from '@ddr-lab/base/progress';
import { jointProbabilities } from '@ddr-lab/tsne/affinities';
import { pca } from '@ddr-lab/projection/pca/pca';
import { tsne } from '@ddr-lab/projection/tsne';
import { tsneObjective } from '@ddr-lab/tsne/objective';
import { createRandom } from '@ddr-lab/base/random';

const fixture = (name: string): string => path.join(__dirname, `../fixtures/projection/${name}.npz`);
const median = (values: ArrayLike<number>): number => {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};
const normal = (rows: number, columns: number, seed = 1): Matrix<Float64Array> => {
  const random = createRandom(seed);
  return createMatrix(
    rows,
    columns,
    new Float64Array(rows * columns).map(() => random.normal()),
  );
};

describe('joint probabilities', () => {
  it('are those of scikit-learn', async () => {
    const { X, joint } = await readNpz(fixture('joint-probabilities'));
    const ours = jointProbabilities(asMatrix(X), 7);
    expect(ours.length).toBe(joint.data.length);
    // Both stop the search for the width when the entropy is within 1e-5 of the wanted one, from
    // different starts; scikit-learn keeps distances in float32.
    ours.forEach((p, pair) => expect(Math.abs(p / Number(joint.data[pair]) - 1)).toBeLessThan(2e-4));
  });

  it.each([1e-30, 1, 1e30])('do not depend on the scale of the data: x %d', (scale) => {
    const X = normal(20, 3);
    const scaled = createMatrix(
      20,
      3,
      X.data.map((value) => value * scale),
    );
    const plain = jointProbabilities(X, 5);
    // The search takes the same steps; only the rounding of the scaled data differs.
    jointProbabilities(scaled, 5).forEach((p, pair) =>
      expect(Math.abs(p / plain[pair] - 1)).toBeLessThan(1e-9),
    );
  });

  it('sum to 1 over all ordered pairs, duplicates or not', () => {
    const X = normal(40, 3);
    const twins = createMatrix(80, 3, Float64Array.of(...X.data, ...X.data));
    for (const points of [X, twins, createMatrix(6, 2, new Float64Array(12))]) {
      expect(2 * jointProbabilities(points, 5).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    }
  });
});

describe('the gradient', () => {
  it.each([1, 2, 3, 4])('is the slope of the divergence in %i dimensions', (dims) => {
    const n = 12;
    const objective = tsneObjective(jointProbabilities(normal(n, 5), 4), n, dims);
    const positions = normal(n, dims, 2).data;
    const gradient = new Float64Array(n * dims);
    objective.gradient(positions, 1, gradient);
    const h = 1e-5;
    for (let i = 0; i < positions.length; i++) {
      const at = (shift: number): number =>
        objective.divergence(positions.map((value, k) => (k === i ? value + shift : value)));
      // Central differences: an error of h^2 = 1e-10 and of rounding, 1e-16 / h.
      expect(Math.abs((at(h) - at(-h)) / (2 * h) - gradient[i])).toBeLessThan(1e-8);
    }
  });
});

describe('against scikit-learn', () => {
  // The divergence depends on the start, with rare bad maps in both (learning rate 200 is high for few points): the
  // median of so many seeds that its standard error (by bootstrap 0.3, 0.6, 1.9, 0.5 and 0.3 %) leaves 2 % three or more
  // of them above the median found. In three dimensions scikit-learn's is far above (see docs/projection.md).
  it.each([
    ['blobs', 40],
    ['features', 40],
    ['overlapping', 300],
    ['roll', 400],
    ['noise', 120],
    ['blobs-3d', 10],
  ])(
    '%s: the divergence after 1,000 iterations is no worse',
    async (name, seeds) => {
      const { X, dims, perplexity, kl } = await readNpz(fixture(`tsne-${name}`));
      const options = { dims: Number(dims.data[0]), perplexity: Number(perplexity.data[0]) };
      const ours: number[] = [];
      for (let seed = 0; seed < seeds; seed++) ours.push((await tsne(asMatrix(X), { ...options, seed })).kl);
      expect(median(ours)).toBeLessThan(1.02 * median(kl.data as Float64Array));
    },
    600_000,
  );

  // From PCA the end is just as open: rounding alone moves a single run by 5 %. Both sides run from 60 starts, the
  // principal components with a hundredth of noise. Over them the divergence has a standard deviation of 2.5 %, the
  // median of 60 so a standard error of 0.4 %, and the ratio of two medians one of 0.6 %: 2 % is beyond three of it.
  it.each(['blobs', 'features'])(
    '%s: nor from PCA, with the automatic learning rate',
    async (name) => {
      const fixtures = await readNpz(fixture(`tsne-${name}`));
      const X = asMatrix(fixtures.X);
      const { scores, singularValues } = pca(X, { components: 2 });
      const scale = (1e-4 * Math.sqrt(X.rows)) / singularValues[0];
      const ours: number[] = [];
      for (let seed = 0; seed < 60; seed++) {
        const random = createRandom(seed);
        const start = scores.data.map((value) => scale * value + 1e-6 * random.normal()) as Float64Array;
        const init = createMatrix(X.rows, 2, start);
        ours.push((await tsne(X, { init, learningRate: 'auto' })).kl);
      }
      expect(fixtures.klPca.data.length).toBe(60);
      expect(median(ours)).toBeLessThan(1.02 * median(fixtures.klPca.data as Float64Array));
    },
    600_000,
  );

  it('tsne-js gives a map of these points too, the same for the same seed', async () => {
    const { X } = await readNpz(fixture('tsne-blobs'));
    const blobs = asMatrix(X);
    const options = { engine: 'tsne-js', iterations: 250, seed: 5 } as const;
    const seen: Progress[] = [];
    const first = await tsne(blobs, { ...options, onProgress: (progress) => seen.push(progress) });
    const second = await tsne(blobs, options);
    expect(first.points.data).toEqual(second.points.data);
    expect(seen.length).toBeGreaterThan(100);
    // Ours ends at 0.11; the start is above 1. The package computes affinities from unsquared distances.
    expect(first.kl).toBeLessThan(0.5);
    expect((await tsne(blobs, { ...options, seed: 6 })).points.data).not.toEqual(first.points.data);
  });
});

describe('the map', () => {
  it('keeps blobs apart: every point is nearest to a point of its own blob', async () => {
    const { X } = await readNpz(fixture('tsne-blobs'));
    const { points, iterations } = await tsne(asMatrix(X), { seed: 3 });
    expect(points).toMatchObject({ rows: 120, columns: 2 });
    expect(iterations).toBe(1000);
    for (let i = 0; i < 120; i++) {
      const squared = (j: number): number =>
        (points.data[2 * i] - points.data[2 * j]) ** 2 +
        (points.data[2 * i + 1] - points.data[2 * j + 1]) ** 2;
      const others = Array.from({ length: 120 }, (_, j) => j).filter((j) => j !== i);
      const nearest = others.reduce((best, j) => (squared(j) < squared(best) ? j : best));
      expect(Math.floor(nearest / 40)).toBe(Math.floor(i / 40));
    }
  });

  it('is the same for the same seed and another for another, and the input is untouched', async () => {
    const X = normal(50, 4);
    const before = X.data.slice();
    const options = { perplexity: 10, iterations: 300 };
    const [a, b, c] = await Promise.all([0, 0, 1].map((seed) => tsne(X, { ...options, seed })));
    expect(a.points.data).toEqual(b.points.data);
    expect(a.points.data).not.toEqual(c.points.data);
    expect(X.data).toEqual(before);
  });

  it('starts where it is told to', async () => {
    const X = normal(40, 4);
    const init = normal(40, 2, 2);
    const start = init.data.slice();
    // A step so small that nothing moves beyond rounding.
    const { points } = await tsne(X, { init, learningRate: 1e-12, iterations: 1, perplexity: 5 });
    points.data.forEach((value, i) => expect(Math.abs(value - start[i])).toBeLessThan(1e-9));
    expect(init.data).toEqual(start);
  });

  it.each([
    ['all points equal', createMatrix(40, 3, new Float64Array(120).fill(2)), {}],
    [
      'all points twice',
      createMatrix(
        60,
        2,
        normal(60, 2).data.map((_, i, all) => all[i % 60]),
      ),
      {},
    ],
    [
      'one point forty times',
      createMatrix(
        60,
        2,
        normal(60, 2).data.map((value, i) => (i < 80 ? 1 : value)),
      ),
      {},
    ],
    [
      'constant columns',
      createMatrix(
        40,
        3,
        normal(40, 3).data.map((value, i) => (i % 3 ? 7 : value)),
      ),
      {},
    ],
    ['all points equal, from PCA', createMatrix(40, 3, new Float64Array(120).fill(2)), { init: 'pca' }],
    ['two points', normal(2, 3), { perplexity: 1 }],
    ['as few points as the perplexity allows', normal(6, 3), { perplexity: 5.5 }],
    [
      'huge numbers',
      createMatrix(
        40,
        3,
        normal(40, 3).data.map((value) => value * 1e150),
      ),
      {},
    ],
    [
      'tiny numbers',
      createMatrix(
        40,
        3,
        normal(40, 3).data.map((value) => value * 1e-150),
      ),
      {},
    ],
    ['four dimensions', normal(40, 6), { dims: 4 }],
    ['one dimension', normal(40, 6), { dims: 1 }],
  ] as const)('is finite: %s', async (_, X, options) => {
    const { points, kl } = await tsne(X, { iterations: 400, ...options });
    expect(points.data.every(Number.isFinite)).toBe(true);
    expect(kl).toBeGreaterThanOrEqual(-1e-9);
    expect(kl).toBeLessThan(10);
  });
});

describe('while it runs', () => {
  it('shows progress up to the end and lets other work in between', async () => {
    const seen: Progress[] = [];
    let turns = 0;
    // An immediate, not a timer: it gets its turn at the first rest, however fast the machine.
    let waiting = setImmediate(function again() {
      turns++;
      waiting = setImmediate(again);
    });
    await tsne(normal(1000, 5), { iterations: 400, onProgress: (progress) => seen.push(progress) });
    clearImmediate(waiting);
    expect(turns).toBeGreaterThan(1);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toMatchObject({ done: 400, total: 400 });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).sort((a, b) => a - b));
  });

  it('stops when the signal says so, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = tsne(normal(400, 5), {
      iterations: 1e6,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
    await expect(tsne(normal(40, 5), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('bad input is refused in words', () => {
  const X = normal(20, 3);
  it.each([
    ['perplexity for too few points', X, {}, /perplexity of 30 .* there are 20/],
    ['perplexity 0', X, { perplexity: 0 }, /above 0, not 0/],
    ['no dimensions', X, { dims: 0, perplexity: 5 }, /dimensions/],
    ['one point', normal(1, 3), { perplexity: 0.5 }, /two points/],
    [
      'NaN',
      createMatrix(
        20,
        3,
        X.data.map((value, i) => (i === 7 ? NaN : value)),
      ),
      { perplexity: 5 },
      /row 2, column 1/,
    ],
    ['a learning rate of 0', X, { learningRate: 0, perplexity: 5 }, /learning rate/],
    ['half an iteration', X, { iterations: 10.5, perplexity: 5 }, /whole number/],
    ['a start of another shape', X, { init: normal(19, 2), perplexity: 5 }, /is 20 x 2, not 19 x 2/],
    [
      'a start that is not finite',
      X,
      { init: createMatrix(20, 2, new Float64Array(40).fill(Infinity)), perplexity: 5 },
      /start of t-SNE: row 0/,
    ],
    ['more dimensions than PCA can start', X, { init: 'pca', dims: 4, perplexity: 5 }, /at most 3/],
  ] as const)('%s', async (_, points, options, words) => {
    const running = tsne(points, options);
    await expect(running).rejects.toThrow(InputError);
    await expect(running).rejects.toThrow(words);
  });
});
