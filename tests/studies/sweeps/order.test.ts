import { describe, expect, it } from 'vitest';
import { checkOrder, checkRecomputed, orderPairs, orderTable, recomputed } from '../../../src/studies/sweeps';

const rows = (setting: string, values: readonly number[]): Parameters<typeof orderTable>[0] =>
  values.flatMap((value, i) =>
    [value - 0.1, value + 0.1].map((one, seed) => ({
      network: `n${i}`,
      degradations: setting,
      images: 'scenes',
      seed,
      value: one,
    })),
  );

describe('the order of networks', () => {
  it('is compared between each two settings', () => {
    const { networks, settings, values } = orderTable([
      ...rows('a', [1, 2, 3, 4]),
      ...rows('b', [10, 20, 40, 30]),
    ]);
    expect({ networks, settings }).toEqual({
      networks: ['n0', 'n1', 'n2', 'n3'],
      settings: ['a, scenes', 'b, scenes'],
    });
    expect(values[1][2]).toEqual([39.9, 40.1]);
    const means = values.map((own) => own.map((runs) => runs[0]));
    const pairs = orderPairs([...settings, 'c'], [...means, [4, 3, 2, 1]]);
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      ['a, scenes', 'b, scenes'],
      ['a, scenes', 'c'],
      ['b, scenes', 'c'],
    ]);
    // Two neighbours of four changed places: 1 - 6 * 2 / (4 * 15).
    expect(pairs[0].correlation).toBeCloseTo(0.8, 12);
    expect(pairs[1].correlation).toBeCloseTo(-1, 12);
  });

  it('holds by the pair that agrees least', () => {
    const verdict = (...orders: (readonly number[])[]): string =>
      checkOrder(orderTable(orders.flatMap((values, i) => rows(String(i), values)))).verdict;
    expect(verdict([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 5, 4])).toBe('holds');
    expect(verdict([1, 2, 3, 4, 5], [3, 1, 2, 4, 5])).toBe('holds weakly');
    expect(verdict([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1])).toBe('does not hold');
  });
});

describe('a unit computed anew', () => {
  const number = (layer: string, value: number | null): Parameters<typeof recomputed>[0][number] => ({
    measure: 'CHI of components',
    layer,
    value,
  });

  it('is held against the other by what t-SNE has not touched', () => {
    const before = [number('RB1', 2), number('RB2', 4), { measure: 'CHI', layer: 'RB1', value: 9 }];
    const now = [number('RB1', 2.002), number('RB2', 4), { measure: 'CHI', layer: 'RB1', value: 1 }];
    expect(recomputed(before, now).count).toBe(2);
    expect(recomputed(before, now).components).toBeCloseTo(0.001, 9);
    expect(recomputed(before, [number('RB3', 1)]).components).toBe(Infinity);
    expect(recomputed(before, []).components).toBe(Infinity);
  });

  it('holds to a thousandth', () => {
    const verdict = (components: number): string => checkRecomputed({ components }).verdict;
    expect(verdict(0.0005)).toBe('holds');
    expect(verdict(0.005)).toBe('holds weakly');
    expect(verdict(0.05)).toBe('does not hold');
  });
});
