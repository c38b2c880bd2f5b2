import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { correlation } from '../../src/metrics/rank-correlation';

test('as numpy.corrcoef has it', () => {
  // np.corrcoef([1, 2, 3, 5, 8], [2, 1, 4, 3, 9])[0, 1]; float64 sums of five terms.
  expect(correlation([1, 2, 3, 5, 8], [2, 1, 4, 3, 9])).toBeCloseTo(0.8909626439922668, 14);
});

test('does not depend on the unit or the zero of either list, and turns with its sign', () => {
  const list = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(
      list,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: -500, max: 500 }),
      (a, gain, offset) => {
        const b = a.map((value, i) => value + 100 * Math.sin(i));
        const moved = b.map((value) => -gain * value + offset);
        expect(correlation(a, moved)).toBeCloseTo(-correlation(a, b), 8);
      },
    ),
  );
});

test('is 0 beside a constant, and refuses lists of two lengths', () => {
  expect(correlation([0.1, 0.1, 0.1], [1, 2, 3])).toBe(0);
  expect(() => correlation([1, 2], [1, 2, 3])).toThrow(InputError);
});
