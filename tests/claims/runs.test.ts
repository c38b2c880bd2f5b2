import { describe, expect, it } from 'vitest';
import type { Claim, Verdict } from '@ddr-lab/book/claims/claim';
import { claimRecord } from '@ddr-lab/book/claims/claim-record';
import { compareClaims } from '@ddr-lab/book/claims/compare';
import { verdictText } from '@ddr-lab/book/claims/value-text';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';
import { tsne } from '@ddr-lab/projection/tsne';
import { mapChi } from '../../src/analysis/analyse-features';
import { checkMeasured, type Judgement, verdictBetween } from '../../src/claims/check';
import { runDraws } from '../../src/claims/run-draws';
import { overRuns } from '../../src/metrics/spread';

const claim: Claim = { id: 'a', section: 's', text: 't', paper: 1, threshold: 'over 2', reason: 'r' };
const ofRuns = (values: readonly number[]) => ({ ...overRuns(values), ofRuns: values });
const verdict = (value: number): Verdict => verdictBetween(value, 5, 2);
const check = (judgement: Partial<Judgement> & Pick<Judgement, 'of'>) =>
  checkMeasured(claim, { verdict, ...judgement });

describe('means over other runs of t-SNE', () => {
  it('spread as the standard error of a bootstrap says: the deviation (of n) over the root of n', () => {
    const values = [1, 2, 4, 8, 16];
    const means = runDraws([ofRuns(values)]).map(([mean]) => mean);
    const { mean, standardDeviation } = overRuns(means);
    const error = overRuns(values).standardDeviation / Math.sqrt(values.length);
    // 499 draws: the mean within four standard errors of theirs, the deviation within four of its own (1 / sqrt(2 x 499) of it).
    expect(Math.abs(mean - 6.2)).toBeLessThan((4 * error) / Math.sqrt(499));
    expect(Math.abs(standardDeviation / error - 1)).toBeLessThan(4 / Math.sqrt(2 * 499));
    expect(runDraws([ofRuns(values)])).toEqual(runDraws([ofRuns(values)]));
  });

  it('leave alone what was run once or has no runs', () => {
    expect(runDraws([{ mean: 3 }, ofRuns([7])])).toEqual([]);
    for (const [a, , c] of runDraws([{ mean: 3 }, ofRuns([1, 2]), ofRuns([7])]))
      expect([a, c]).toEqual([3, 7]);
  });
});

describe('a verdict that runs of t-SNE leave open', () => {
  it('is the lesser one, whichever side the mean lies on, and says so', () => {
    for (const values of [
      [1.8, 2.5, 2.1, 1.9, 2.2],
      [1.7, 2.3, 1.9, 1.9, 2.1],
    ]) {
      const checked = check({ of: [ofRuns(values)] });
      expect(checked.verdict).toBe('does not hold');
      expect(checked.undecided).toEqual(['holds weakly', 'does not hold']);
      expect(checked.runs!.low).toBeLessThan(2);
      expect(checked.runs!.high).toBeGreaterThan(2);
      expect(verdictText(checked)).toBe('does not hold ‡');
    }
  });

  it('is decided where all runs agree, though they scatter; and without runs nothing is said', () => {
    const checked = check({ of: [ofRuns([2.5, 4, 3, 3.5, 4.4])] });
    expect(checked).toMatchObject({ verdict: 'holds weakly' });
    expect(checked.undecided).toBeUndefined();
    expect(verdictText(checked)).toBe('holds weakly');
    expect(check({ of: [2.01] })).not.toHaveProperty('runs');
  });

  it('is of the statistic, in the unit of what is shown', () => {
    const { runs, undecided } = check({
      of: [ofRuns([40, 44, 36]), ofRuns([10, 11, 9])],
      statistic: ([a, b]) => a / b,
      unit: (ratio) => 100 * ratio,
    });
    expect(undecided).toBeUndefined();
    // The least and the largest quotient of means there can be.
    expect(runs!.low).toBeGreaterThanOrEqual((100 * 36) / 11);
    expect(runs!.high).toBeLessThanOrEqual((100 * 44) / 9);
    expect(runs!.low).toBeLessThan(400);
    expect(runs!.high).toBeGreaterThan(400);
  });
});

describe('a run elsewhere', () => {
  const ran = { ran: ['05'], failed: [] };
  const record = (values: readonly number[]) =>
    claimRecord({ ...JSON.parse(JSON.stringify(check({ of: [ofRuns(values)] }))), notebook: '05' });
  const between = record([1.8, 2.5, 2.1, 1.9, 2.2]);

  it('does not make worse what was never decided', () => {
    const weakly = record([2.1, 2.4, 2.2, 2.3, 2.2]);
    expect([weakly.verdict, between.verdict]).toEqual(['holds weakly', 'does not hold']);
    const { worse, news } = compareClaims([weakly], [between], ran);
    expect(worse).toEqual([]);
    expect(news).toHaveLength(1);
    expect(news[0]).toContain('t-SNE leaves it open');
  });

  it('is still worse where the number has changed by more than the runs do', () => {
    const once = record([9, 9.5, 10, 9.2, 9.8]);
    // To the edge of the next verdict, undecided there: seen before it is gone.
    const faded = record([4.8, 5.2, 5.1, 4.9, 5]);
    expect(faded.undecided).toEqual(['holds', 'holds weakly']);
    expect(compareClaims([once], [faded], ran).worse).toHaveLength(1);
    // Undecided before, and now far below.
    const openAbove = record([4.9, 5.4, 5.2, 4.6, 5.3]);
    expect(openAbove).toMatchObject({ verdict: 'holds weakly', undecided: ['holds', 'holds weakly'] });
    expect(compareClaims([openAbove], [record([1, 1.1, 0.9, 1.2, 1])], ran).worse).toHaveLength(1);
  });

  it('is worse, too, where the record does not say how far the runs spread', () => {
    const bare = { ...record([2.1, 2.4, 2.2, 2.3, 2.2]), runs: undefined };
    expect(compareClaims([bare], [between], ran).worse).toHaveLength(1);
  });

  it('is worse where both are decided, however wide the runs', () => {
    const one = { ...between, verdict: 'holds weakly', undecided: undefined };
    const other = { ...between, undecided: undefined };
    expect(compareClaims([one], [other], ran).worse).toHaveLength(1);
  });
});

it('two seeds of t-SNE that differ in their verdicts give the lesser one, in either order', async () => {
  const random = createRandom(3);
  const n = 60;
  const data = new Float64Array(n * 5);
  for (let i = 0; i < data.length; i++)
    data[i] = random.normal() + (i % 5 === 0 && i < data.length / 2 ? 2 : 0);
  const labels = Array.from({ length: n }, (_, i) => (i < n / 2 ? 0 : 1));
  const X = createMatrix(n, 5, data);
  const maps = await Promise.all(
    [0, 1].map(async (seed) => (await tsne(X, { seed, perplexity: 10 })).points),
  );
  const chi = mapChi(maps, labels);
  const [a, b] = chi.values;
  expect(Math.abs(a - b)).toBeGreaterThan(0);
  const between = (a + b) / 2;
  const judged = [chi, mapChi([...maps].reverse(), labels)].map((one) =>
    checkMeasured(claim, { of: [one], verdict: (value) => value >= between }),
  );
  for (const one of judged)
    expect(one).toMatchObject({ verdict: 'does not hold', undecided: ['holds', 'does not hold'] });
});
