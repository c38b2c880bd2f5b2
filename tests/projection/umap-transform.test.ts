import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { umap } from '@ddr-lab/projection/umap';
import { type UmapMap, umapTransform } from '@ddr-lab/projection/umap-transform';
import { clouds } from './clouds';

const at = ({ data }: Matrix, row: number): [number, number] => [data[2 * row], data[2 * row + 1]];
const apart = ([x, y]: [number, number], [u, v]: [number, number]): number => Math.hypot(x - u, y - v);

function centreOf(points: Matrix, cloud: number): [number, number] {
  const rows = Array.from({ length: points.rows }, (_, row) => row).filter((row) => row % 3 === cloud);
  const mean = (axis: 0 | 1): number =>
    rows.reduce((sum, row) => sum + at(points, row)[axis], 0) / rows.length;
  return [mean(0), mean(1)];
}

/** The cloud of the map whose centre is nearest to each point. */
const cloudsOf = (points: Matrix, map: Matrix): number[] =>
  Array.from({ length: points.rows }, (_, row) => {
    const far = [0, 1, 2].map((cloud) => apart(at(points, row), centreOf(map, cloud)));
    return far.indexOf(Math.min(...far));
  });

const settings = { neighbours: 10 };
async function map(): Promise<UmapMap> {
  const X = clouds(90, 1);
  return { X, points: (await umap(X, { ...settings, epochs: 200, seed: 2 })).points };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

describe('umapTransform', () => {
  it('puts held-out rows into the cloud that they are of, and leaves the map as it was', async () => {
    const old = await map();
    const before = old.points.data.slice();
    const places = await umapTransform(old, clouds(90, 7), settings);
    expect(places).toMatchObject({ rows: 90, columns: 2 });
    expect(cloudsOf(places, old.points)).toEqual(Array.from({ length: 90 }, (_, row) => row % 3));
    expect(old.points.data).toEqual(before);
  });

  it('puts rows of the map itself near their own places', async () => {
    const old = await map();
    const places = await umapTransform(old, old.X, settings);
    const moved = Array.from({ length: 90 }, (_, row) => apart(at(places, row), at(old.points, row)));
    const across = apart(centreOf(old.points, 0), centreOf(old.points, 1));
    // Within a cloud: an eighth of the way between two.
    expect(median(moved)).toBeLessThan(across / 8);
  });

  it('gives the same places whatever others are given with them, in any number of dimensions', async () => {
    const old = await map();
    const rows = clouds(12, 3);
    const all = await umapTransform(old, rows, settings);
    const last = await umapTransform(old, createMatrix(1, 6, rows.data.subarray(66)), settings);
    expect(Array.from(last.data)).toEqual(Array.from(all.data.subarray(22)));
    const line = {
      X: old.X,
      points: createMatrix(
        90,
        1,
        old.points.data.filter((_, i) => i % 2 === 0),
      ),
    };
    expect(await umapTransform(line, rows)).toMatchObject({ rows: 12, columns: 1 });
  });

  it('places equal rows, and rows far away, at finite places', async () => {
    const X = createMatrix(6, 1, Float64Array.of(0, 0, 0, 0, 5, 6));
    const points = createMatrix(6, 2, Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 4, 4));
    const { data } = await umapTransform({ X, points }, createMatrix(2, 1, Float64Array.of(0, 1e9)), {
      neighbours: 3,
    });
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('refuses what does not fit in words, and stops when told to', async () => {
    const old = { X: clouds(9, 1), points: createMatrix(9, 2, new Float64Array(18)) };
    const rows = clouds(3, 2);
    const few = { ...old, points: createMatrix(8, 2, new Float64Array(16)) };
    await expect(umapTransform(few, rows)).rejects.toThrow('has as many points, not 8 x 2');
    await expect(umapTransform(old, createMatrix(1, 2, new Float64Array(2)))).rejects.toThrow(
      'made of 6 columns',
    );
    await expect(umapTransform(old, rows, { neighbours: 10 })).rejects.toThrow('from 1 to 9, not 10');
    await expect(umapTransform(old, rows, { minDist: 2 })).rejects.toThrow(InputError);
    await expect(umapTransform(old, rows, { iterations: -1 })).rejects.toThrow('0 or more');
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(umapTransform(old, rows, { signal })).rejects.toThrow('stop');
  });
});
