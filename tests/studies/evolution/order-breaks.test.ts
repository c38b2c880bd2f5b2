import { expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { orderBreaks } from '../../../src/studies/evolution/evolution-maps';

const course = (...values: [number, number][]) =>
  values.map(([mean, standardDeviation]) => ({ mean, standardDeviation }));

it('finds nothing in what rises, or stays', () => {
  expect(orderBreaks(course([1, 0.1], [2, 5], [2, 0], [3, 0]))).toEqual([]);
});

it('finds each two in the wrong order, the largest drop in deviations first', () => {
  const breaks = orderBreaks(course([1, 0], [5, 3], [3, 4], [2, 0]));
  expect(breaks).toEqual([
    { earlier: 1, later: 3, drop: 3, deviations: 1 },
    { earlier: 1, later: 2, drop: 2, deviations: 2 / 5 },
    { earlier: 2, later: 3, drop: 1, deviations: 1 / 4 },
  ]);
  expect(orderBreaks(course([2, 0], [1, 0]))[0].deviations).toBe(Infinity);
  expect(() => orderBreaks(course([NaN, 0]))).toThrow(InputError);
});
