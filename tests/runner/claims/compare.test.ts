import { expect, it } from 'vitest';
import { compareClaims } from '@ddr-lab/book/claims/compare';
import { claim } from './example';

const ran = { ran: ['03-gr'], failed: [] };

it('is silent where the verdicts are the same, whatever the numbers', () => {
  expect(compareClaims([claim()], [claim({ ours: 101 })], ran)).toEqual({ worse: [], news: [] });
});

it.each([
  ['holds', 'holds weakly'],
  ['holds', 'does not hold'],
  ['holds weakly', 'does not hold'],
  ['holds', 'perhaps'],
])('from %s to %s is worse, and told with both numbers; the way back is news', (good, bad) => {
  const before = claim({ verdict: good });
  const after = claim({ verdict: bad, ours: 12 });
  const { worse, news } = compareClaims([before], [after], ran);
  expect(worse).toEqual([`4.3-a: ${good} (278.3), now ${bad} (12) (03-gr; CHI at RB16 is over 100)`]);
  expect(news).toEqual([]);
  const back = compareClaims([after], [before], ran);
  expect(back.worse).toEqual([]);
  expect(back.news).toHaveLength(1);
});

it('misses a claim that is no longer checked, and a notebook that was not run', () => {
  expect(compareClaims([claim({ verdict: 'does not hold' })], [], ran).worse).toEqual([
    '4.3-a: 03-gr no longer checks it (it was: does not hold)',
  ]);
  expect(compareClaims([claim()], [], { ran: ['01-m'], failed: [] }).worse).toEqual([
    '03-gr: the committed claims name this notebook, and it was not run',
  ]);
});

it('leaves what failed to be told by the run, and tells a new claim as news', () => {
  const found = [claim({ notebook: '01-m', id: 'new' })];
  expect(compareClaims([claim()], found, { ran: ['01-m'], failed: ['03-gr'] })).toEqual({
    worse: [],
    news: ['new: not in the committed record yet (01-m: holds)'],
  });
});

it('holds each notebook that checks a claim against its own earlier result', () => {
  const committed = [claim({ also: [{ notebook: '04-e', ours: 150, verdict: 'holds' }] })];
  const found = [claim(), claim({ notebook: '04-e', ours: 30, verdict: 'holds weakly' })];
  const { worse } = compareClaims(committed, found, { ran: ['03-gr', '04-e'], failed: [] });
  expect(worse).toEqual(['4.3-a: holds (150), now holds weakly (30) (04-e; CHI at RB16 is over 100)']);
});
