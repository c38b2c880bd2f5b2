import { expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { standardise } from '@ddr-lab/projection/standardise';

it("is scikit-learn's StandardScaler", () => {
  // StandardScaler().fit_transform([[1, 0.1, 5], [2, 0.1, 5], [6, 0.1, 9]])
  const X = createMatrix(3, 3, Float64Array.of(1, 0.1, 5, 2, 0.1, 5, 6, 0.1, 9));
  const right = [
    -0.9258200997725514, 0, -0.7071067811865475, -0.4629100498862757, 0, -0.7071067811865475,
    1.3887301496588271, 0, 1.4142135623730951,
  ];
  standardise(X).data.forEach((value, i) => expect(value).toBeCloseTo(right[i], 14));
});

it('does not depend on the unit, and leaves equal values zero', () => {
  const X = createMatrix(4, 2, Float64Array.of(1, 3e9, 2, 3e9, 5, 3e9, 9, 3e9));
  const scaled = createMatrix(
    4,
    2,
    X.data.map((value) => value * 2 ** -40),
  );
  expect(standardise(scaled).data).toEqual(standardise(X).data);
  expect([...standardise(X).data].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 0, 0]);
});

it('refuses numbers that are none', () => {
  expect(() => standardise(createMatrix(1, 2, Float64Array.of(1, NaN)))).toThrow(InputError);
});
