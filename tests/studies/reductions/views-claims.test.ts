import { expect, it } from 'vitest';
import { checkViews, type InBothViews, type ViewFindings } from '../../../src/studies/reductions/view-claims';

const seen = (flattened: number, averaged: number, neighbours = [0.4, 0.95], least = 0.4): InBothViews => ({
  flattened: { share: flattened, neighbours: neighbours[0], least: { labels: [0, 2], chi: 1, share: 0.02 } },
  averaged: { share: averaged, neighbours: neighbours[1], least: { labels: [0, 2], chi: 1, share: least } },
});
const found: ViewFindings = {
  wGR: { first: seen(0.01, 0.2), last: seen(0.13, 0.75) },
  woGR: seen(0.02, 0.5),
  random: seen(0.01, 0.2),
  differences: seen(0.3, 0.8, [0.4, 1], 0.3),
};
const verdicts = (change: Partial<ViewFindings> = {}): string[] =>
  checkViews({ ...found, ...change }).map(({ verdict }) => verdict);

it('holds where every threshold is reached, and says both numbers', () => {
  expect(verdicts()).toEqual(Array(5).fill('holds'));
  expect(checkViews(found).map(({ ours }) => ours)).toEqual([
    '95 %; flattened 40 %',
    'flattened 6.5 times, averaged 1.5 times',
    'flattened 13 times, averaged 3.8 times',
    'wGR 3.8 times, woGR 2.5 times',
    '0.40 against 0.30',
  ]);
});

it('falls with each number', () => {
  expect(verdicts({ woGR: seen(0.02, 0.5, [0.4, 0.7]) })[0]).toBe('holds weakly');
  expect(verdicts({ woGR: seen(0.02, 0.5, [0.6, 0.95]) })[0]).toBe('does not hold');
  expect(verdicts({ woGR: seen(0.02, 0.7) })[1]).toBe('holds weakly');
  expect(verdicts({ woGR: seen(0.02, 0.8) })[1]).toBe('does not hold');
  expect(verdicts({ wGR: { ...found.wGR, first: seen(0.01, 0.5) } })[2]).toBe('holds weakly');
  expect(verdicts({ random: seen(0.01, 0.4) })[3]).toBe('holds weakly');
  expect(verdicts({ random: seen(0.01, 0.6) })[3]).toBe('does not hold');
  expect(verdicts({ differences: seen(0.3, 0.8, [0.4, 1], 0.5) })[4]).toBe('does not hold');
});

it('a share at or below chance is exceeded by any', () => {
  const [, , depth] = checkViews({ ...found, wGR: { ...found.wGR, first: seen(-0.001, 0.2) } });
  expect(depth).toMatchObject({
    ours: 'flattened without bound, averaged 3.8 times',
    verdict: 'holds',
  });
});
