import { expect, it } from 'vitest';
import { meanValues } from '../../src/training/evaluate';
import type { Values } from '../../src/training/task';

it('is the mean of each value, of one that begins later over the iterations that have it', () => {
  const iterations: Values[] = [
    { total: 4, degrading: 4 },
    { total: 6, degrading: 2, restoring: 4 },
    { total: 5, degrading: 3, restoring: 2 },
  ];
  expect(meanValues(iterations)).toEqual({ total: 5, degrading: 3, restoring: 3 });
  expect(Object.keys(meanValues(iterations))).toEqual(['total', 'degrading', 'restoring']);
  expect(meanValues([])).toEqual({});
});
