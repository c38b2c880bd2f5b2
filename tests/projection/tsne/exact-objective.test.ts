import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { jointProbabilities } from '@ddr-lab/tsne/affinities';
import { tsneObjective } from '@ddr-lab/tsne/objective';
import { exactObjective, jointStrips, stripLength, stripRow, stripRows } from '@ddr-lab/tsne/exact-objective';
import { createKernels } from '@ddr-lab/tsne/kernels';
import { createRandom } from '@ddr-lab/base/random';

const normal = (rows: number, columns: number, seed: number, scale = 1): Matrix<Float64Array> => {
  const random = createRandom(seed);
  return createMatrix(
    rows,
    columns,
    new Float64Array(rows * columns).map(() => scale * random.normal()),
  );
};
const kernels = (): NonNullable<ReturnType<typeof createKernels>> => createKernels()!;
const noTurns = (): void => undefined;
/** The length of a - b, relative to that of a. */
const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((value, i) => value - b[i])) / Math.hypot(...a);

// One tile and several, full and not, with and without made-up points.
const counts = [2, 7, 64, 65, 131, 200];

describe('joint probabilities in strips', () => {
  it.each(counts)('are those of the plain code: %i points', async (n) => {
    const X = normal(n, 5, 1);
    const perplexity = Math.min(30, 0.6 * n);
    const memory = kernels();
    const pitch = 4 * Math.ceil(n / 4);
    const strips = memory.float32(await jointStrips(X, perplexity, memory, noTurns), stripLength(pitch));
    const plain = jointProbabilities(X, perplexity);
    let pair = 0;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = stripRow(i, pitch) - (i - (i % stripRows));
      expect(strips[row + i]).toBe(0);
      // Float32 rounds by 6e-8; the search for the width takes the same steps on both sides.
      for (let j = i + 1; j < n; j++, pair++) {
        expect(Math.abs(strips[row + j] / plain[pair] - 1)).toBeLessThan(3e-7);
        if (j - (j % stripRows) === i - (i % stripRows)) {
          expect(strips[stripRow(j, pitch) - (j - (j % stripRows)) + i]).toBe(strips[row + j]);
        }
        sum += 2 * strips[row + j];
      }
    }
    expect(sum).toBeCloseTo(1, 6);
  });
});

describe('the exact objective of the kernels', () => {
  for (const dims of [1, 2, 3] as const) {
    it.each(counts)(`is the plain one in ${dims} dimensions: %i points`, async (n) => {
      const X = normal(n, 5, 2);
      const perplexity = Math.min(30, 0.6 * n);
      const plain = tsneObjective(jointProbabilities(X, perplexity), n, dims);
      const ours = await exactObjective(X, perplexity, dims, kernels(), noTurns);
      // A map at its start, in the middle and at its end.
      for (const scale of [1e-4, 1, 30]) {
        const positions = normal(n, dims, 3, scale).data;
        const [expected, gradient] = [new Float64Array(n * dims), new Float64Array(n * dims)];
        for (const exaggeration of [1.5, 12]) {
          plain.gradient(positions, exaggeration, expected);
          ours.gradient(positions, exaggeration, gradient);
          // Differences of positions carry the rounding of float32, 6e-8 of the map's size of three scales; near points
          // pull and push most, and the two partly cancel.
          expect(distance(expected, gradient)).toBeLessThan(2e-5);
        }
        const divergence = plain.divergence(positions);
        // Float32 in p only.
        expect(Math.abs(ours.divergence(positions) - divergence)).toBeLessThan(1e-7);
        // Float32 in the logarithms too, whose mean is below 10.
        expect(Math.abs(ours.cost(positions) - divergence)).toBeLessThan(2e-6);
      }
    });

    it(`has the slope of the divergence as its gradient in ${dims} dimensions`, async () => {
      const n = 13;
      const ours = await exactObjective(normal(n, 5, 4), 4, dims, kernels(), noTurns);
      const positions = normal(n, dims, 5).data;
      const gradient = new Float64Array(n * dims);
      ours.gradient(positions, 1, gradient);
      const h = 1e-5;
      for (let i = 0; i < positions.length; i++) {
        const at = (shift: number): number =>
          ours.divergence(positions.map((value, k) => (k === i ? value + shift : value)));
        // The divergence is in float64 (1e-8 from the differences), the gradient in float32: 1e-7 of forces of 0.1.
        expect(Math.abs((at(h) - at(-h)) / (2 * h) - gradient[i])).toBeLessThan(2e-7);
      }
    });
  }

  it('does not mind where the map lies', async () => {
    const X = normal(40, 4, 6);
    const ours = await exactObjective(X, 10, 2, kernels(), noTurns);
    const positions = normal(40, 2, 7).data;
    const [here, there] = [new Float64Array(80), new Float64Array(80)];
    ours.gradient(positions, 1, here);
    // Float64 keeps 1e-10 of a position at 1e6.
    ours.gradient(
      positions.map((value) => value + 1e6),
      1,
      there,
    );
    expect(distance(here, there)).toBeLessThan(1e-6);
  });

  it('counts distances that are too long for float32, as far as they go', async () => {
    const ours = await exactObjective(normal(40, 4, 8), 10, 2, kernels(), noTurns);
    const positions = normal(40, 2, 9, 1e17).data;
    const gradient = new Float64Array(80);
    ours.gradient(positions, 1, gradient);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});
