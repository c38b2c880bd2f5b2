import { describe, expect, it } from 'vitest';
import type { DegreeSpectrum } from '../../../src/studies/degrees/degree-spectrum';
import { checkDegradationDegrees } from '../../../src/studies/degrees/claims';
import { overRuns } from '../../../src/metrics/spread';

/** A spectrum of five degrees whose pairs have the CHI that `chi` gives them. */
function spectrum(chi: (first: number, second: number) => number, order = 0.9): DegreeSpectrum {
  const pairs = [1, 2, 3, 4].flatMap((second) =>
    Array.from({ length: second }, (_, first) => ({
      first,
      second,
      chi: overRuns([chi(first, second)]),
      points: 100,
    })),
  );
  return { degradations: ['clean', 'a', 'b', 'c', 'd'], pairs, order: overRuns([order]) };
}
const both = (one: DegreeSpectrum) => ({ noise: one, blur: one });
const verdicts = (wGR: DegreeSpectrum, woGR: DegreeSpectrum): string[] =>
  checkDegradationDegrees({ wGR: both(wGR), woGR: both(woGR) }).map(({ verdict }) => verdict);

describe('checkDegradationDegrees', () => {
  const scale = spectrum((first, second) => 10 * (second - first) ** 2);
  const nothing = spectrum(() => 0.5, 0.05);

  it("finds the paper's picture to hold", () => {
    expect(verdicts(scale, nothing)).toEqual(['holds', 'holds', 'holds', 'holds']);
  });

  it('can fail, each claim on its own ground', () => {
    const backwards = spectrum((first, second) => 100 / (second - first), 0.1);
    expect(verdicts(backwards, scale)).toEqual(Array(4).fill('does not hold'));
    // The last step back: the order of four degrees against clean has a rank correlation of 0.8.
    const almost = spectrum(
      (first, second) => (second === 4 && first === 0 ? 85 : 10 * (second - first) ** 2),
      0.5,
    );
    const oneTold = spectrum((first, second) => (second - first === 4 ? 200 : 1));
    expect(verdicts(almost, oneTold).slice(1)).toEqual(['holds weakly', 'holds weakly', 'holds weakly']);
  });

  it('judges by the worse of noise and blur', () => {
    const [first] = checkDegradationDegrees({
      wGR: { noise: scale, blur: spectrum((a, b) => 100 / (b - a)) },
      woGR: both(nothing),
    });
    expect(first.verdict).toBe('does not hold');
    expect(first.ours).toMatch(/^noise 1\.00, blur -/);
  });
});
