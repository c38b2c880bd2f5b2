import { expect, it } from 'vitest';
import type { LongestAxis } from '../../../src/studies/degrees/degree-order';
import { checkDegreeOrder, type DegreeOrders, type OrdersOfBoth } from '../../../src/studies/degrees/claims';
import { interval, overRuns } from '../../../src/metrics/spread';
import { createRandom } from '@ddr-lab/base/random';

const order = (over: number, within = 0.95) => ({ over: overRuns([over]), within: overRuns([within]) });
const both = (noise: number, blur: number, within = 0.95): OrdersOfBoth => ({
  noise: order(noise, within),
  blur: order(blur, within),
});
const axis = (content: number, degradation: number, along = 0.8): LongestAxis => ({
  order: along,
  shares: { content, degradation, interaction: 1 - content - degradation },
});
const found: DegreeOrders = {
  wGR: both(0.9, 0.8),
  woGR: both(0.75, 0.8),
  random: both(0.5, 0.6),
  differences: both(0.7, 0.6),
  maps: { noise: [axis(0.8, 0.1), axis(0.6, 0.2)], blur: [axis(0.6, 0.3)] },
  features: { noise: axis(0.2, 0.7, 0.8), blur: axis(0.1, 0.8, 0.9) },
};
const verdicts = (change: Partial<DegreeOrders> = {}): string[] =>
  checkDegreeOrder({ ...found, ...change }).map(({ verdict }) => verdict);

it('holds where every threshold is reached, and says the numbers', () => {
  expect(verdicts()).toEqual(Array(7).fill('holds'));
  expect(checkDegreeOrder(found).map(({ ours }) => ours)).toEqual([
    'noise 0.90, blur 0.80',
    'noise 0.95, blur 0.95',
    'noise 70 % against 15 %, blur 60 % against 30 %',
    'noise 0.80, blur 0.90',
    'noise 0.75, blur 0.80',
    'noise 0.90, blur 0.80; random noise 0.50, blur 0.60',
    'noise 0.90, blur 0.80; differences noise 0.70, blur 0.60',
  ]);
});

it('falls with the worse of noise and blur', () => {
  expect(verdicts({ wGR: both(0.9, 0.65, 0.8) }).slice(0, 2)).toEqual(['holds weakly', 'holds weakly']);
  expect(verdicts({ wGR: both(0.3, 0.9, 0.6) }).slice(0, 2)).toEqual(['does not hold', 'does not hold']);
  expect(verdicts({ maps: { ...found.maps, blur: [axis(0.5, 0.4)] } })[2]).toBe('holds weakly');
  expect(verdicts({ maps: { ...found.maps, blur: [axis(0.3, 0.4)] } })[2]).toBe('does not hold');
  expect(verdicts({ features: { ...found.features, noise: axis(0.9, 0.1, 0.5) } })[3]).toBe('holds weakly');
  expect(verdicts({ woGR: both(0.3, 0.9) })[4]).toBe('does not hold');
  expect(verdicts({ random: both(0.5, 0.75) })[5]).toBe('holds weakly');
  expect(verdicts({ random: both(0.5, 0.8) })[5]).toBe('does not hold');
  expect(verdicts({ differences: both(0.7, 0.9) })[6]).toBe('holds weakly');
  expect(verdicts({ differences: both(0.95, 0.9) })[6]).toBe('does not hold');
});

it('has intervals of the smaller of noise and blur: orders, leads and quotients in each redraw', () => {
  const random = createRandom(3);
  const redraw = (value: number): number[] =>
    Array.from({ length: 199 }, () => value + 0.03 * random.normal());
  const spread = (value: number) => ({ ...overRuns([value]), resampled: redraw(value) });
  const orders = (noise: number, blur: number) => ({
    noise: { over: spread(noise), within: spread(noise) },
    blur: { over: spread(blur), within: spread(blur) },
  });
  const redrawnAxis = (content: number, degradation: number) => {
    const { order: along, shares } = axis(content, degradation);
    return {
      ...{ order: along, resampled: redraw(along) },
      shares: { ...shares, resampled: { content: redraw(content), degradation: redraw(degradation) } },
    };
  };
  const all = {
    ...{ wGR: orders(0.9, 0.8), woGR: orders(0.75, 0.8), random: orders(0.5, 0.6) },
    differences: orders(0.7, 0.6),
    maps: { noise: [redrawnAxis(0.7, 0.2), redrawnAxis(0.6, 0.2)], blur: [redrawnAxis(0.6, 0.2)] },
    features: { noise: redrawnAxis(0.2, 0.7), blur: redrawnAxis(0.1, 0.8) },
  };
  const each = (of: (d: number) => number, what: string) => {
    const { low, high } = interval(Array.from({ length: 199 }, (_, d) => of(d)))!;
    return { low: expect.closeTo(low, 10), high: expect.closeTo(high, 10), of: what };
  };
  const least = (name: 'wGR' | 'woGR', of: 'over' | 'within') => (d: number) =>
    Math.min(all[name].noise[of].resampled[d], all[name].blur[of].resampled[d]);
  const lead = (other: 'random' | 'differences') => (d: number) =>
    Math.min(
      all.wGR.noise.over.resampled[d] - all[other].noise.over.resampled[d],
      all.wGR.blur.over.resampled[d] - all[other].blur.over.resampled[d],
    );
  const quotient = (runs: readonly ReturnType<typeof redrawnAxis>[], d: number): number => {
    const sum = (of: 'content' | 'degradation'): number =>
      runs.reduce((all, { shares }) => all + shares.resampled[of][d], 0);
    return sum('content') / sum('degradation');
  };
  expect(checkDegreeOrder(all).map((claim) => claim.interval)).toEqual([
    each(least('wGR', 'over'), 'smaller'),
    each(least('wGR', 'within'), 'smaller'),
    each((d) => Math.min(quotient(all.maps.noise, d), quotient(all.maps.blur, d)), 'smaller quotient'),
    each((d) => Math.min(all.features.noise.resampled[d], all.features.blur.resampled[d]), 'smaller'),
    each(least('woGR', 'over'), 'smaller'),
    each(lead('random'), 'smaller difference'),
    each(lead('differences'), 'smaller difference'),
  ]);
  // One run without redraws: the mean over the runs has none.
  const maps = { ...all.maps, noise: [all.maps.noise[0], axis(0.6, 0.2)] };
  expect(checkDegreeOrder({ ...all, maps })[2]).not.toHaveProperty('interval');
  expect(checkDegreeOrder(found).every((claim) => claim.interval === undefined)).toBe(true);
});
