import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, median } from '../../benchmarks/statistics';

const times = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 });

describe('median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([100, 1, 3, 5])).toBe(4);
    expect(median([])).toBeNaN();
  });

  it('depends neither on order nor on how far off the slowest run is', () => {
    fc.assert(
      fc.property(times, (values) => {
        expect(median([...values].reverse())).toBe(median(values));
        const slowest = Math.max(...values);
        const slower = [...values, slowest, slowest];
        expect(median([...values, slowest, slowest * 100])).toBeLessThanOrEqual(median(slower) * 100);
        expect(median([...values, 0, 1e9])).toBe(median(values));
      }),
    );
  });
});

describe('compare', () => {
  it('divides the peer by ours: above 1, ours is faster', () => {
    expect(compare([10, 20, 30], [40, 40, 90])).toEqual({ ratio: 2, pairs: [2, 4] });
  });

  it('pairs what ran in the same round, also when the peer ran less often', () => {
    expect(compare([10, 20, 40], [100])).toEqual({ ratio: 5, pairs: [10, 10] });
  });

  it('does not change when the whole machine slows down', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0.5, max: 8, noNaN: true }), (ours, slowdown) => {
        const peer = ours.map((time, k) => time * (1 + k));
        const slowed = compare(
          ours.map((time) => time * slowdown),
          peer.map((time) => time * slowdown),
        );
        expect(slowed.ratio).toBeCloseTo(compare(ours, peer).ratio, 9);
      }),
    );
  });
});
