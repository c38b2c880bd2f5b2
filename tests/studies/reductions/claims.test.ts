import { describe, expect, it } from 'vitest';
import { checkDimensionalityReduction, type ReductionFindings } from '../../../src/studies/reductions/claims';

const clear: ReductionFindings = {
  features: 12,
  shuffled: [2.1, 1.5, 0.9, 0.4],
  components: [
    [13, 1],
    [60, 2],
  ],
  reductions: [
    [280, 0.2],
    [150, 0.5],
    [40, 2],
  ],
  maps: [
    [200, 0.5],
    [90, 1.2],
  ],
};
const check = (changed: Partial<ReductionFindings>): [string, string][] =>
  checkDimensionalityReduction({ ...clear, ...changed }).map(({ ours, verdict }) => [String(ours), verdict]);
const verdicts = (changed: Partial<ReductionFindings>): string[] =>
  check(changed).map(([, verdict]) => verdict);

describe('checkDimensionalityReduction', () => {
  it('holds where all reductions agree, and names the weakest of them', () => {
    expect(check({})).toEqual([
      ['12; deals: at most 2.10', 'holds'],
      ['13 times at least', 'holds'],
      ['20 times at least', 'holds'],
      ['75 times', 'holds'],
    ]);
  });

  it('can fail, each claim on its own ground', () => {
    expect(verdicts({ features: 1.4 })).toEqual(['does not hold', 'holds', 'holds', 'holds']);
    expect(verdicts({ features: 2.05, shuffled: [2.1, ...Array<number>(19).fill(1)] })[0]).toBe(
      'holds weakly',
    );
    expect(
      verdicts({
        components: [
          [13, 1],
          [4, 2],
        ],
      })[1],
    ).toBe('holds weakly');
    expect(
      verdicts({
        components: [
          [13, 1],
          [2, 2],
        ],
      })[1],
    ).toBe('does not hold');
    expect(
      verdicts({
        reductions: [
          [280, 0.2],
          [9, 3],
        ],
      })[2],
    ).toBe('holds weakly');
    expect(
      verdicts({
        reductions: [
          [280, 0.2],
          [3, 3],
        ],
      })[2],
    ).toBe('does not hold');
    // Each pair for itself looks fine; the worst of one against the best of the other does not.
    expect(
      verdicts({
        maps: [
          [200, 40],
          [30, 1],
        ],
      })[3],
    ).toBe('does not hold');
    expect(
      verdicts({
        maps: [
          [200, 20],
          [30, 1],
        ],
      })[3],
    ).toBe('holds weakly');
  });

  it('gives each claim an id of its own, and the paper no number that its text does not give', () => {
    const claims = checkDimensionalityReduction(clear);
    expect(new Set(claims.map(({ id }) => id)).size).toBe(4);
    for (const { paper, section } of claims) {
      expect(paper).toBeUndefined();
      expect(section).toContain('A.12');
    }
  });
});
