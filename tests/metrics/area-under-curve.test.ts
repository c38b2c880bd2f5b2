import { createRandom } from '@ddr-lab/base/random';
import { expect, it } from 'vitest';
import { areaUnderCurve } from '../../src/metrics/area-under-curve';

it('counts pairs by hand, ties half', () => {
  // 1 > 0; 1 < 2; 2 > 0; 2 = 2; 3 > 0; 3 > 2.
  expect(areaUnderCurve([1, 2, 3], [0, 2])).toBe(4.5 / 6);
  expect(areaUnderCurve([5], [1, 2])).toBe(1);
  expect(areaUnderCurve([1, 2], [5])).toBe(0);
  expect(areaUnderCurve([4, 4], [4])).toBe(0.5);
});

it('is the sum of ranks, less its smallest, over the number of pairs', () => {
  const random = createRandom(3);
  const [a, b] = [17, 23].map((length, k) => Float32Array.from({ length }, () => random.normal() + k / 2));
  const sorted = [...a, ...b].sort((x, y) => x - y);
  const ranks = [...b].reduce((sum, value) => sum + sorted.indexOf(value) + 1, 0);
  expect(areaUnderCurve(b, a)).toBeCloseTo((ranks - (23 * 24) / 2) / (17 * 23), 12);
});

it('is refused in words', () => {
  expect(() => areaUnderCurve([], [1])).toThrow(/a number in each list/);
  expect(() => areaUnderCurve([NaN], [1])).toThrow(/NaN/);
});
