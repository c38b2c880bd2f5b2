import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { alignMap } from '../../../src/studies/evolution/evolution-maps';

interface Case {
  map: number[][];
  reference: number[][];
  aligned: number[][];
}
const file = path.join(__dirname, '../../fixtures/metrics/reference.json');
const { maps } = JSON.parse(readFileSync(file, 'utf8')) as { maps: Case[] };
const matrix = (rows: number[][]): Matrix => createMatrix(rows.length, 2, Float64Array.from(rows.flat()));

describe('alignMap', () => {
  it.each(maps.map((one, i) => [i === 0 ? 'turned' : 'mirrored', one] as const))(
    "is SciPy's orthogonal Procrustes of a %s map",
    (_, one) => {
      const { data } = alignMap(matrix(one.map), matrix(one.reference));
      // A singular value decomposition there, an arc tangent here, both in float64.
      one.aligned.flat().forEach((value, i) => expect(data[i]).toBeCloseTo(value, 10));
    },
  );

  it('keeps distances, and a map that is aligned', () => {
    const [{ map, reference }] = maps;
    const once = alignMap(matrix(map), matrix(reference));
    const twice = alignMap(once, matrix(reference));
    twice.data.forEach((value, i) => expect(value).toBeCloseTo(once.data[i], 10));
    const distance = ({ data }: Matrix): number => Math.hypot(data[0] - data[2], data[1] - data[3]);
    expect(distance(once)).toBeCloseTo(distance(matrix(map)), 10);
  });

  it('refuses maps of other points', () => {
    expect(() => alignMap(matrix(maps[0].map), matrix(maps[0].reference.slice(1)))).toThrow(
      '12 x 2 to 11 x 2',
    );
  });
});
