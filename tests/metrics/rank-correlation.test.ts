import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rankCorrelation } from '../../src/metrics/rank-correlation';

interface Case {
  a: number[];
  b: number[];
  rho: number;
}
const file = path.join(__dirname, '../fixtures/metrics/reference.json');
const { ranks } = JSON.parse(readFileSync(file, 'utf8')) as { ranks: Case[] };

describe('rankCorrelation', () => {
  it.each(ranks.map((one) => [one.a.length, one] as const))("is SciPy's, for %i numbers", (_, one) => {
    // Both are sums of a few hundred float64 products.
    expect(rankCorrelation(one.a, one.b)).toBeCloseTo(one.rho, 12);
  });

  it('sees the order alone', () => {
    expect(rankCorrelation([1, 2, 3, 4], [0.1, 0.2, 10, 1e6])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [9, 5, 4, -1])).toBeCloseTo(-1, 12);
  });

  it('refuses what has no order', () => {
    expect(() => rankCorrelation([1, 2], [1])).toThrow('these have 2 and 1');
    expect(() => rankCorrelation([1], [1])).toThrow('at least 2');
    expect(() => rankCorrelation([1, 1], [1, 2])).toThrow('no order');
    expect(() => rankCorrelation([1, NaN], [1, 2])).toThrow('Number 1 is NaN');
  });
});
