import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asMatrix, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { jointProbabilities } from '@ddr-lab/tsne/affinities';
import { createKernels, type Kernels } from '@ddr-lab/tsne/kernels';
import { nearestNeighbours } from '@ddr-lab/tsne/nearest';
import { sparseJoint } from '@ddr-lab/tsne/interpolation-objective';
import { createRandom } from '@ddr-lab/base/random';

const noTurns = (): void => undefined;
const normal = (rows: number, columns: number, seed: number): Matrix<Float64Array> => {
  const random = createRandom(seed);
  return createMatrix(
    rows,
    columns,
    new Float64Array(rows * columns).map(() => random.normal()),
  );
};
/** The entries with a probability, by 'row column'. */
async function entriesOf(X: Matrix, perplexity: number, kernels: Kernels): Promise<Map<string, number>> {
  const { starts, others, joint, entries } = await sparseJoint(X, perplexity, kernels, noTurns);
  const bounds = kernels.uint32(starts, X.rows + 1);
  const which = kernels.uint32(others, entries);
  const value = kernels.float32(joint, entries);
  const found = new Map<string, number>();
  for (let i = 0; i < X.rows; i++) {
    expect(bounds[i] % 4).toBe(0);
    for (let k = bounds[i]; k < bounds[i + 1]; k++) {
      if (value[k] === 0) continue;
      expect(found.has(`${i} ${which[k]}`)).toBe(false);
      found.set(`${i} ${which[k]}`, value[k]);
    }
  }
  return found;
}

describe('nearest neighbours', () => {
  it.each([
    [5, 4, 3],
    [64, 10, 7],
    [211, 91, 20],
  ])('are those that a sort finds: %i points, %i neighbours', async (n, count, columns) => {
    const X = normal(n, columns, n);
    // Equally far ones: the first is taken.
    X.data.copyWithin(columns, 0, columns);
    const { indices, distances } = await nearestNeighbours(X, count, createKernels()!, noTurns);
    for (let i = 0; i < n; i++) {
      const squared = (j: number): number => {
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += (X.data[i * columns + c] - X.data[j * columns + c]) ** 2;
        return sum;
      };
      const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
      const nearest = others.sort((a, b) => squared(a) - squared(b) || a - b).slice(0, count);
      nearest.sort((a, b) => a - b);
      expect(Array.from(indices.subarray(i * count, (i + 1) * count))).toEqual(nearest);
      nearest.forEach((j, k) => expect(distances[i * count + k]).toBeCloseTo(squared(j), 10));
    }
  });
});

describe('sparse joint probabilities', () => {
  it('are those of scikit-learn', async () => {
    const fixture = path.join(__dirname, '../../fixtures/projection/joint-neighbours.npz');
    const { X, row, column, joint } = await readNpz(fixture);
    const ours = await entriesOf(asMatrix(X), 7, createKernels()!);
    expect(ours.size).toBe(joint.data.length);
    for (let k = 0; k < joint.data.length; k++) {
      const p = ours.get(`${Number(row.data[k])} ${Number(column.data[k])}`)!;
      // Both stop the search for the width when the entropy is within 1e-5 of the wanted one, from different starts. For
      // these points that leaves an entry up to 2.4e-4 (1e-5 times its exponent's distance from the mean over the
      // variance, the greatest of all rows), on either side.
      expect(Math.abs(p / Number(joint.data[k]) - 1)).toBeLessThan(5e-4);
    }
  });

  it('are the exact ones where all points are neighbours', async () => {
    const X = normal(41, 6, 5);
    const ours = await entriesOf(X, 20, createKernels()!);
    const exact = jointProbabilities(X, 20);
    let pair = 0;
    for (let i = 0; i < 41; i++) {
      for (let j = i + 1; j < 41; j++, pair++) {
        // Float32.
        for (const key of [`${i} ${j}`, `${j} ${i}`]) {
          expect(Math.abs((ours.get(key) ?? 0) / exact[pair] - 1)).toBeLessThan(3e-7);
        }
      }
    }
  });
});

describe('attraction and cost over sparse probabilities', () => {
  it('are the sums that they stand for', async () => {
    const n = 123;
    const kernels = createKernels()!;
    const { starts, others, joint, entries } = await sparseJoint(normal(n, 5, 7), 8, kernels, noTurns);
    const positions = kernels.reserve(8 * n);
    const out = kernels.reserve(16 * n);
    const points = kernels.float32(positions, 2 * n);
    points.set(normal(n, 2, 8).data.map((value) => 10 * value));
    kernels.neighbourForces(n, positions, starts, others, joint, out);
    const attraction = kernels.float64(out, 2 * n);
    const [bounds, which] = [kernels.uint32(starts, n + 1), kernels.uint32(others, entries)];
    const value = kernels.float32(joint, entries);
    let cost = 0;
    for (let i = 0; i < n; i++) {
      let [x, y, size] = [0, 0, 0];
      for (let k = bounds[i]; k < bounds[i + 1]; k++) {
        const dx = points[2 * i] - points[2 * which[k]];
        const dy = points[2 * i + 1] - points[2 * which[k] + 1];
        const pull = value[k] / (1 + dx * dx + dy * dy);
        x += pull * dx;
        y += pull * dy;
        size += pull * Math.hypot(dx, dy);
        cost += value[k] * Math.log(1 + dx * dx + dy * dy);
      }
      // Float32: some roundings of 6e-8.
      expect(Math.abs(attraction[i] - x)).toBeLessThan(1e-6 * size);
      expect(Math.abs(attraction[n + i] - y)).toBeLessThan(1e-6 * size);
    }
    const ours = kernels.neighbourCost(n, positions, starts, others, joint);
    expect(Math.abs(ours / cost - 1)).toBeLessThan(1e-6);
  });
});
