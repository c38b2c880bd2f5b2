import { expect, it } from 'vitest';
import { checkContrastShares, type UnifiedShares } from '../../src/claims/contrast-shares';

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
