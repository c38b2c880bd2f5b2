import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asMatrix, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import { jointProbabilities } from '@ddr-lab/tsne/affinities';
import { tsne, type TsneResult } from '@ddr-lab/projection/tsne';
import { tsneObjective } from '@ddr-lab/tsne/objective';
import { createRandom } from '@ddr-lab/base/random';

/** Ten clouds of falling variance, as features after PCA. */
function clouds(n: number, columns: number): Matrix<Float32Array> {
  const random = createRandom(1);
  const axis = (c: number): number => 10 * (c + 1) ** -0.7;
  const centres = Array.from({ length: 10 }, () =>
    Array.from({ length: columns }, (_, c) => 1.25 * axis(c) * random.normal()),
  );
  const data = new Float32Array(n * columns);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < columns; c++) data[i * columns + c] = centres[i % 10][c] + axis(c) * random.normal();
  }
  return createMatrix(n, columns, data);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const median = (values: Iterable<number>): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
/** A judge of maps: their divergence from the joint probabilities of all pairs, in float64 by the plain code. */
function judge(X: Matrix, dims: number): (result: TsneResult) => number {
  const objective = tsneObjective(jointProbabilities(X, 30), X.rows, dims);
  return ({ points }) => {
    const positions = new Float64Array(points.data.length);
    positions.forEach((_, at) => {
      positions[at] = points.data[(at % X.rows) * dims + Math.floor(at / X.rows)];
    });
    return objective.divergence(positions);
  };
}

describe('t-SNE by interpolation', () => {
  it.each([
    [2, 800, 3],
    [1, 300, 12],
  ] as const)(
    'ends near the divergence of the exact method (5 percent) in %i dimensions',
    async (dims, n, seeds) => {
      const X = clouds(n, 30);
      const divergence = judge(X, dims);
      const run = async (method: 'exact' | 'interpolation'): Promise<number> => {
        const results: number[] = [];
        for (let seed = 0; seed < seeds; seed++)
          results.push(divergence(await tsne(X, { dims, method, seed })));
        return dims === 1 ? median(results) : mean(results);
      };
      // In the plane seeds differ by 0.5 %, and the mean is above by 1 to 2 %.
      expect(await run('interpolation')).toBeLessThan(1.05 * (await run('exact')));
    },
    120_000,
  );

  it('ends within 5 % of the divergence that scikit-learn ends with', async () => {
    const fixture = await readNpz(path.join(__dirname, '../../fixtures/projection/tsne-features.npz'));
    const X = asMatrix(fixture.X);
    const divergence = judge(X, 2);
    const ours: number[] = [];
    for (let seed = 0; seed < 12; seed++) {
      ours.push(divergence(await tsne(X, { method: 'interpolation', seed })));
    }
    expect(median(ours)).toBeLessThan(1.05 * median(fixture.kl.data as Float64Array));
  }, 120_000);

  it('says how far the map is from the probabilities of near neighbours, and is the same for the same seed', async () => {
    const X = clouds(120, 8);
    const options = { method: 'interpolation', perplexity: 39.9, iterations: 300 } as const;
    const [a, b, c] = [
      await tsne(X, options),
      await tsne(X, options),
      await tsne(X, { ...options, seed: 1 }),
    ];
    expect(a.points.data).toEqual(b.points.data);
    expect(a.points.data).not.toEqual(c.points.data);
    // With so many neighbours, all points are: the probabilities are the exact ones. The grid's sum is good to 1e-3.
    const objective = tsneObjective(jointProbabilities(X, 39.9), 120, 2);
    const positions = new Float64Array(240).map(
      (_, at) => a.points.data[2 * (at % 120) + Math.floor(at / 120)],
    );
    expect(Math.abs(a.kl - objective.divergence(positions))).toBeLessThan(2e-3);
  });

  it.each([
    ['all points equal', createMatrix(60, 3, new Float64Array(180).fill(2)), {}],
    [
      'huge numbers',
      createMatrix(
        60,
        5,
        Float64Array.from(clouds(60, 5).data, (v) => v * 1e150),
      ),
      {},
    ],
    ['few points', clouds(5, 3), { perplexity: 2 }],
    ['all points equal in one dimension', createMatrix(60, 3, new Float64Array(180).fill(2)), { dims: 1 }],
  ] as const)('is finite: %s', async (_, X, options) => {
    const { points, kl } = await tsne(X, { method: 'interpolation', iterations: 300, ...options });
    expect(points.data.every(Number.isFinite)).toBe(true);
    expect(Math.abs(kl)).toBeLessThan(10);
  });

  it('takes over from all pairs at 2,000 points', async () => {
    const X = clouds(2000, 4);
    const options = { iterations: 2, seed: 3 };
    const auto = await tsne(X, options);
    expect(auto.points.data).toEqual((await tsne(X, { ...options, method: 'interpolation' })).points.data);
    expect(auto.points.data).not.toEqual((await tsne(X, { ...options, method: 'exact' })).points.data);
    const fewer = createMatrix(1999, 4, X.data.subarray(0, 1999 * 4));
    const exact = await tsne(fewer, { ...options, method: 'exact' });
    expect((await tsne(fewer, options)).points.data).toEqual(exact.points.data);
  });

  it('can be stopped while it looks for neighbours', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const notes: string[] = [];
    const running = tsne(clouds(6000, 50), {
      signal: controller.signal,
      onProgress: ({ note }) => {
        notes.push(note ?? '');
        controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
    expect(notes).toEqual([expect.stringMatching(/^affinities \d+ %$/)]);
  });

  it.each([
    ['three dimensions', { dims: 3 }, /one or two dimensions, not 3/],
    ['no WebAssembly', { kernels: 'plain' }, /needs WebAssembly with SIMD/],
  ] as const)('is refused in words: %s', async (_, options, words) => {
    const running = tsne(clouds(100, 4), { method: 'interpolation', ...options });
    await expect(running).rejects.toThrow(InputError);
    await expect(running).rejects.toThrow(words);
  });

  it('the plain code gives a map as good, without WebAssembly', async () => {
    const X = clouds(100, 8);
    const plain = await tsne(X, { kernels: 'plain' });
    const { kl } = await tsne(X);
    // One descent each: they part by rounding.
    expect(Math.abs(plain.kl / kl - 1)).toBeLessThan(0.2);
    expect(plain.iterations).toBeGreaterThan(300);
  });
});
