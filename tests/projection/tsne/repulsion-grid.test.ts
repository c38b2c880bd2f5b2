import { describe, expect, it } from 'vitest';
import { createKernels, type Kernels } from '@ddr-lab/tsne/kernels';
import { repulsionGrid } from '@ddr-lab/tsne/repulsion-grid';
import { createRandom } from '@ddr-lab/base/random';

/** Repulsion of points x, y one after the other: over all pairs, in float64. */
function allPairs(points: ArrayLike<number>): { total: number; repulsion: Float64Array } {
  const n = points.length / 2;
  const repulsion = new Float64Array(2 * n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const dx = points[2 * i] - points[2 * j];
      const dy = points[2 * i + 1] - points[2 * j + 1];
      const q = 1 / (1 + dx * dx + dy * dy);
      total += q;
      repulsion[i] += q * q * dx;
      repulsion[n + i] += q * q * dy;
    }
  }
  return { total, repulsion };
}

/** A grid with room for n points, and what it makes of some. */
function gridFor(n: number): (points: ArrayLike<number>) => { total: number; repulsion: Float64Array } {
  const kernels: Kernels = createKernels()!;
  const positions = kernels.reserve(8 * n);
  const out = kernels.reserve(16 * n);
  const grid = repulsionGrid(n, kernels);
  return (points) => {
    kernels.float32(positions, 2 * n).set(points);
    const total = grid.repel(positions, out);
    return { total, repulsion: kernels.float64(out, 2 * n).slice() };
  };
}

const uniform = (n: number, width: number, height: number, seed = 1): Float32Array => {
  const random = createRandom(seed);
  return new Float32Array(2 * n).map((_, at) => (at % 2 ? height : width) * (random.uniform() - 0.5));
};
const error = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((value, i) => value - b[i])) / Math.hypot(...a);

describe('repulsion through the grid', () => {
  it.each([
    // Width and height of the map, and the bound. A small map has 24 nodes at least: float32 is what is left, of a sum over
    // 1,000 points, where neighbours cancel.
    [1e-4, 1e-4, 5e-5],
    [1, 1, 5e-5],
    [1, 1e-3, 5e-5],
    [8, 5, 1e-3],
    // Nodes 0.4 apart hold wave numbers to pi / 0.4 = 7.9. Of the force, whose spectrum falls as k^2 K_1(k), 0.5 % lies
    // beyond; the splines miss as much again of what is just below.
    [30, 40, 0.01],
    // Far-flung points have few neighbours, so that what pairs miss hardly cancels.
    [120, 90, 0.03],
    [300, 20, 0.03],
  ])('is that of all pairs: a map of %d x %d', (width, height, bound) => {
    const points = uniform(1000, width, height);
    const exact = allPairs(points);
    const ours = gridFor(1000)(points);
    expect(error(exact.repulsion, ours.repulsion)).toBeLessThan(bound);
    expect(Math.abs(ours.total / exact.total - 1)).toBeLessThan(bound / 5);
  });

  it('is exact in its sum where points lie on nodes', () => {
    // 0.4 is the distance of nodes, the first of which is at the least x and y. Periods with and without threes.
    for (const size of [40, 60, 100, 150]) {
      const random = createRandom(size);
      const points = new Float64Array(600).map(() => 0.4 * random.integer(size));
      points.set([0, 0, 0.4 * (size - 1), 0.4 * (size - 1)]);
      const rounded = new Float32Array(points);
      // Interpolation is the kernel itself there. Float32: 1e-7 of a potential of up to 50 at each of 300 points.
      expect(Math.abs(gridFor(300)(rounded).total / allPairs(points).total - 1)).toBeLessThan(1e-5);
    }
  });

  it('is the slope of the sum', () => {
    const n = 400;
    const points = uniform(n, 8, 8, 3);
    const repel = gridFor(n);
    const { repulsion } = repel(points);
    expect((4 * Math.hypot(...repulsion)) / Math.sqrt(2 * n)).toBeGreaterThan(14);
    const h = 2e-2;
    // The sum changes by -4 times the repulsion: each pair counts twice, and the slope of q is -2 q^2 d.
    for (let i = 0; i < n; i += 31) {
      for (const d of [0, 1]) {
        const at = (shift: number): number =>
          repel(points.map((value, k) => (k === 2 * i + d ? value + shift : value))).total;
        const slope = (at(h) - at(-h)) / (2 * h);
        // Float32: 1e-7 of a sum of 16,000, over 2 h, is 0.04, where the slope is 14 (root mean square).
        expect(Math.abs(slope + 4 * repulsion[d * n + i])).toBeLessThan(0.1);
      }
    }
  });

  it('goes on as the map grows and shrinks', () => {
    const repel = gridFor(500);
    for (const width of [1e-4, 1, 50, 200, 3, 1e-6]) {
      const points = uniform(500, width, width, 4);
      const fresh = gridFor(500)(points);
      const used = repel(points);
      expect(used.total).toBe(fresh.total);
      expect(used.repulsion).toEqual(fresh.repulsion);
    }
  });

  it.each([
    ['few points', 30, 20],
    ['a map that has burst', 1000, 1e6],
  ])('is the sum over pairs for %s', (_, n, width) => {
    const points = uniform(n, width, width);
    const exact = allPairs(points);
    const ours = gridFor(n)(points);
    // Float64 on both sides, added up in another order.
    expect(error(exact.repulsion, ours.repulsion)).toBeLessThan(1e-11);
    expect(Math.abs(ours.total / exact.total - 1)).toBeLessThan(1e-11);
  });

  it('pulls nothing apart that is in one place', () => {
    const together = gridFor(1000)(new Float32Array(2000));
    expect(together.total / (1000 * 999)).toBeCloseTo(1, 6);
    expect(Math.max(...together.repulsion.map(Math.abs))).toBeLessThan(1e-6);
  });
});
