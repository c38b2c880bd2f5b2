import { expect, it } from 'vitest';
import { checkContrastShares, type UnifiedShares } from '../../../src/studies/structure/structure';

const shares = (degradation: number, ofClass: number) => ({ degradation, class: ofClass });
const check = (flattened: number, averaged: number, classification = shares(0.1, 0.2)) => {
  const found: UnifiedShares = {
    superResolution: { flattened: shares(flattened, 0.1), averaged: shares(averaged, 0.1) },
    classification,
  };
  return checkContrastShares(found).map(({ ours, verdict }) => [ours, verdict]);
};

it('holds where the degradation outweighs the class in both views, and more so than in the classifier', () => {
  expect(check(0.4, 0.8)).toEqual([
    ['flattened 4.0 times, averaged 8.0 times', 'holds'],
    ['16 times', 'holds'],
  ]);
});

it('falls with the worse view, and with the classifier', () => {
  expect(check(0.2, 0.8)[0][1]).toBe('holds weakly');
  expect(check(0.05, 0.8)[0][1]).toBe('does not hold');
  expect(check(0.4, 0.8, shares(0.4, 0.1))[1]).toEqual(['2.0 times', 'holds weakly']);
  expect(check(0.4, 0.3, shares(0.4, 0.1))[1][1]).toBe('does not hold');
  // A share at or below chance is exceeded by any.
  expect(check(0.4, 0.3, shares(-0.01, 0.1))[1]).toEqual(['without bound', 'holds']);
});

it('has intervals of the smaller ratio and of the ratio of ratios, open where the class is chance', () => {
  const redrawn = (degradation: number, ofClass: number, draws: readonly number[]) => ({
    degradation,
    class: ofClass,
    resampled: { degradation: draws.map((one) => degradation * one), class: draws.map(() => ofClass) },
  });
  const draws = Array.from({ length: 81 }, (_, d) => 0.6 + d / 100);
  const flattened = redrawn(0.4, 0.1, draws);
  const averaged = redrawn(0.8, 0.1, draws);
  const classification = redrawn(0.1, 0.2, [...draws].reverse());
  const [first, second] = checkContrastShares({
    superResolution: { flattened, averaged },
    classification,
  });
  // Percentiles 2.5 and 97.5 of 0.6 to 1.4 in 80 even steps are the second from either end.
  expect(first.interval).toEqual({
    low: expect.closeTo(4 * 0.62),
    high: expect.closeTo(4 * 1.38),
    of: 'smaller',
  });
  expect(first).toMatchObject({ verdict: 'holds', near: true });
  // The two run against one another: from 0.6 / 1.4 to 1.4 / 0.6.
  expect(second.interval).toEqual({
    low: expect.closeTo((16 * 0.62) / 1.38),
    high: expect.closeTo((16 * 1.38) / 0.62),
  });
  const chance = { ...averaged.resampled, class: draws.map((one) => (one > 1 ? -0.01 : 0.1)) };
  const open = checkContrastShares({
    superResolution: {
      flattened: { ...flattened, resampled: chance },
      averaged: { ...averaged, resampled: chance },
    },
    classification,
  });
  expect(open[0].interval!.high).toBe(Infinity);
  const plain = checkContrastShares({
    superResolution: { flattened, averaged: shares(0.8, 0.1) },
    classification,
  });
  expect(plain.map((claim) => claim.interval)).toEqual([undefined, undefined]);
});
