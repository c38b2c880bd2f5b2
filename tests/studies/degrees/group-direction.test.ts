import { describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupDirection } from '../../../src/studies/degrees/degree-order';
import fixture from '../../fixtures/group-direction/group-direction.json';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("Fisher's discriminant", () => {
  it.each(fixture.cases)("is scikit-learn's: $name", ({ points, first, shrinkage, direction }) => {
    const X = createMatrix(points.length, points[0].length, Float64Array.from(points.flat()));
    const found = groupDirection(X, range(0, first), range(first, points.length), { shrinkage });
    const size = Math.hypot(...direction);
    // Equal up to rounding: least squares there, Cholesky here, of matrices that are well conditioned.
    direction.forEach((value, j) => expect(Math.abs(found[j] - value)).toBeLessThan(1e-8 * size));
  });

  it('turns away from what varies within the groups; the difference does not', () => {
    // The groups differ by (1, 1); the first column varies far more.
    const X = createMatrix(8, 2, Float64Array.of(-9, 0, 9, 0, -9, 1, 9, -1, -8, 1, 10, 1, -8, 2, 10, 0));
    const rows: [number[], number[]] = [range(0, 4), range(4, 8)];
    expect([...groupDirection(X, ...rows, { by: 'difference' })]).toEqual([1, 1]);
    const [x, y] = groupDirection(X, ...rows);
    expect(y).toBeGreaterThan(5 * Math.abs(x));
  });
});

it('says what is wrong', () => {
  const X = createMatrix(4, 1, Float64Array.of(1, 1, 2, 2));
  expect(() => groupDirection(X, [], [2])).toThrow(InputError);
  expect(() => groupDirection(X, [0, 1], [2, 3])).toThrow('no discriminant');
  expect([...groupDirection(X, [0, 1], [2, 3], { by: 'difference' })]).toEqual([1]);
  const wide = createMatrix(2, 2001, new Float64Array(4002));
  expect(() => groupDirection(wide, [0], [1])).toThrow('2001 columns');
});
