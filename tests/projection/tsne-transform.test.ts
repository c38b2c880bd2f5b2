import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { tsne } from '@ddr-lab/projection/tsne';
import { type TsneMap, tsneTransform } from '@ddr-lab/projection/tsne-transform';
import { clouds } from './clouds';

const centreOf = ({ data }: Matrix, cloud: number): [number, number] => {
  const rows = Array.from({ length: data.length / 2 }, (_, row) => row).filter((row) => row % 3 === cloud);
  const mean = (axis: number): number =>
    rows.reduce((sum, row) => sum + data[2 * row + axis], 0) / rows.length;
  return [mean(0), mean(1)];
};

async function map(): Promise<TsneMap> {
  const X = clouds(90, 1);
  return { X, points: (await tsne(X, { perplexity: 15, seed: 2 })).points };
}

describe('tsneTransform', () => {
  it('puts held-out rows into the cloud that they are of, and leaves the map as it was', async () => {
    const old = await map();
    const before = old.points.data.slice();
    const { rows, data } = tsneTransform(old, clouds(60, 7), { perplexity: 15 });
    expect(rows).toBe(60);
    const centres = [0, 1, 2].map((cloud) => centreOf(old.points, cloud));
    for (let row = 0; row < rows; row++) {
      const far = centres.map(([x, y]) => Math.hypot(data[2 * row] - x, data[2 * row + 1] - y));
      expect(far.indexOf(Math.min(...far)), `row ${row}`).toBe(row % 3);
    }
    expect(old.points.data).toEqual(before);
  });

  it('puts a row of the map itself near its own place, beside where its neighbours are', async () => {
    const old = await map();
    const { data } = tsneTransform(old, old.X, { perplexity: 15 });
    const far = Array.from({ length: 90 }, (_, row) =>
      Math.hypot(data[2 * row] - old.points.data[2 * row], data[2 * row + 1] - old.points.data[2 * row + 1]),
    ).sort((a, b) => a - b);
    const spread = Math.hypot(
      ...centreOf(old.points, 0).map((value, axis) => value - centreOf(old.points, 1)[axis]),
    );
    expect(far[45]).toBeLessThan(spread / 8);
  });

  it('gives the same places for the same rows, whatever others are given with them', async () => {
    const old = await map();
    const rows = clouds(12, 3);
    const all = tsneTransform(old, rows, { perplexity: 15 });
    const last = createMatrix(1, 6, rows.data.subarray(66));
    expect(tsneTransform(old, last, { perplexity: 15 }).data).toEqual(all.data.slice(22));
  });

  it('descends: every place has a gradient near zero, found by differences', async () => {
    const old = await map();
    const row = clouds(1, 5);
    const cost = (x: number, y: number): number => {
      // The affinities to the old points, found as t-SNE finds them but by bisection.
      const squares = Array.from({ length: 90 }, (_, i) => {
        let sum = 0;
        for (let c = 0; c < 6; c++) sum += (old.X.data[6 * i + c] - row.data[c]) ** 2;
        return sum;
      });
      let [low, high] = [1e-6, 1e3];
      let p: number[] = [];
      for (let step = 0; step < 200; step++) {
        const beta = Math.sqrt(low * high);
        const least = Math.min(...squares);
        const weights = squares.map((square) => Math.exp(-beta * (square - least)));
        const sum = weights.reduce((a, b) => a + b, 0);
        p = weights.map((weight) => weight / sum);
        const entropy = -p.reduce((total, value) => total + (value > 0 ? value * Math.log(value) : 0), 0);
        if (entropy > Math.log(15)) low = beta;
        else high = beta;
      }
      const q = p.map(
        (_, i) => 1 / (1 + (x - old.points.data[2 * i]) ** 2 + (y - old.points.data[2 * i + 1]) ** 2),
      );
      const total = q.reduce((a, b) => a + b, 0);
      return p.reduce((sum, value, i) => sum + (value > 0 ? value * Math.log((value * total) / q[i]) : 0), 0);
    };
    const { data } = tsneTransform(old, row, { perplexity: 15, iterations: 300 });
    const [x, y] = data;
    const here = cost(x, y);
    for (const [dx, dy] of [
      [0.05, 0],
      [-0.05, 0],
      [0, 0.05],
      [0, -0.05],
    ]) {
      expect(cost(x + dx, y + dy)).toBeGreaterThan(here - 1e-9);
    }
  });

  it('refuses what does not fit, in words', async () => {
    const old = await map();
    const other = createMatrix(1, 5, new Float64Array(5));
    expect(() => tsneTransform(old, other)).toThrow(
      new InputError('The map was made of 6 columns; these rows have 5.'),
    );
    const row = clouds(1, 1);
    expect(() => tsneTransform(old, row, { perplexity: 90 })).toThrow(/from 1 to below the 90 points/);
    row.data[2] = NaN;
    expect(() => tsneTransform(old, row)).toThrow(/row 0, column 2/);
    const torn = { X: old.X, points: createMatrix(2, 2, new Float64Array(4)) };
    expect(() => tsneTransform(torn, clouds(1, 1))).toThrow(/90 x 2 points/);
  });
});
