import { describe, expect, it } from 'vitest';
import { checkPerceptualOrVerdict, type MapShare } from '../../../src/studies/residual/residual';

const at = (share: number, redraws?: readonly number[]): MapShare =>
  ({ share, ...(redraws ? { resampled: { share: redraws } } : {}) }) as MapShare;

const check = (perceptual: number, verdict: number, pixels = 0.01, wGR = 0.8) =>
  checkPerceptualOrVerdict(
    { pixels: at(pixels), both: at(0.5), perceptual: at(perceptual), verdict: at(verdict) },
    { both: at(wGR) },
  );

describe('checkPerceptualOrVerdict', () => {
  it.each([
    [0.6, 0.1, ['holds', 'does not hold']],
    [0.25, 0.13, ['holds', 'holds weakly']],
    [0.24, 0.12, ['holds weakly', 'does not hold']],
  ])('takes half of what both bring, weakly a quarter: %s and %s', (perceptual, verdict, verdicts) => {
    const claims = check(perceptual, verdict);
    expect(claims.slice(0, 2).map((claim) => claim.verdict)).toEqual(verdicts);
    expect(claims[0].ours).toBe(`${perceptual.toFixed(2)}, ${(200 * perceptual).toFixed(0)} %`);
  });

  it('asks for twice of what was there before', () => {
    expect(check(0.6, 0.3, 0.2).map(({ verdict }) => verdict)).toEqual(['holds', 'does not hold', 'holds']);
  });

  it('finds nothing where nothing is to be found', () => {
    const nothing = { pixels: at(0), both: at(-0.01), perceptual: at(-0.02), verdict: at(0) };
    const [perceptual, verdict] = checkPerceptualOrVerdict(nothing, { both: at(0) });
    expect([perceptual.verdict, verdict.verdict]).toEqual(['does not hold', 'does not hold']);
  });

  it.each([
    [0.6, 'holds'],
    [0.59, 'holds weakly'],
    [0.49, 'does not hold'],
  ])('compares the residual at one recipe: %s against 0.5 %s', (wGR, verdict) => {
    expect(check(0.6, 0.1, 0.01, wGR)[2].verdict).toBe(verdict);
  });

  it('has an interval, in per cent, where images were drawn anew', () => {
    const draws = Array.from({ length: 100 }, (_, i) => 0.3 + i / 1000);
    const [perceptual] = checkPerceptualOrVerdict(
      {
        pixels: at(
          0.01,
          draws.map(() => 0.01),
        ),
        both: at(
          0.5,
          draws.map(() => 0.5),
        ),
        perceptual: at(0.35, draws),
        verdict: at(0.1),
      },
      { both: at(0.8) },
    );
    expect(perceptual.interval!.low).toBeGreaterThan(60);
    expect(perceptual.interval!.high).toBeLessThan(80);
    expect(perceptual.interval!.of).toBe('per cent');
  });
});
