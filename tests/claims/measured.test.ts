import { describe, expect, it } from 'vitest';
import { checkBlind, checkIdentification } from '../../src/studies/applications/claims';
import { checkClaim, type Claim, type Verdict } from '@ddr-lab/book/claims/claim';
import { checkClassification } from '../../src/studies/classification/claims';
import { checkMeasured, overImages, verdictBetween, within } from '../../src/claims/check';
import { checkMotivation } from '../../src/studies/motivation/motivation';
import { interval, overRuns } from '../../src/metrics/spread';
import { createRandom } from '@ddr-lab/base/random';

const claim: Claim = { id: 'a', section: 's', text: 't', paper: 1, threshold: 'over 100', reason: 'r' };
const random = createRandom(0);
/** A mean with 499 redraws that scatter around it. */
const measured = (mean: number, deviation: number) => ({
  mean,
  resampled: Array.from({ length: 499 }, () => mean + deviation * random.normal()),
});
const verdict = (value: number): Verdict => verdictBetween(value, 100, 20);

describe('checkMeasured', () => {
  it.each([
    [300, 20, 'holds', undefined],
    [130, 20, 'holds', true],
    [90, 10, 'holds weakly', true],
    [60, 5, 'holds weakly', undefined],
    [2, 1, 'does not hold', undefined],
  ] as const)('%d ± %d %s, near: %s', (mean, deviation, expected, near) => {
    const one = measured(mean, deviation);
    const checked = checkMeasured(claim, { of: [one], verdict });
    expect(checked).toEqual({
      ...claim,
      ours: mean,
      verdict: expected,
      interval: interval(one.resampled),
      ...(near ? { near } : {}),
    });
  });

  it('pairs the redraws: a quotient of numbers that rise and fall together is sure', () => {
    const under = measured(10, 2);
    const over = { mean: 30, resampled: under.resampled.map((value) => 3 * value) };
    const checked = checkMeasured(claim, {
      of: [over, under],
      statistic: ([a, b]) => a / b,
      verdict: (ratio) => ratio > 2.9,
      unit: (ratio) => 100 * ratio,
      intervalOf: 'quotient',
    });
    expect(checked.interval).toEqual({
      low: expect.closeTo(300),
      high: expect.closeTo(300),
      of: 'quotient',
    });
    expect(checked.near).toBeUndefined();
  });

  it('has no interval where a number has no redraws; what has no number in a redraw is left out of it', () => {
    const one = measured(300, 1);
    const sum = ([a, b]: readonly number[]): number => a + b;
    expect(checkMeasured(claim, { of: [one, 5], statistic: sum, verdict })).toEqual(
      checkClaim(claim, 305, 'holds'),
    );
    const holes = { mean: 300, resampled: one.resampled.map((value, i) => (i < 20 ? NaN : value)) };
    expect(checkMeasured(claim, { of: [holes], verdict }).interval).toEqual(
      interval(one.resampled.slice(20)),
    );
    const gone = { mean: 300, resampled: one.resampled.map(() => NaN) };
    expect(checkMeasured(claim, { of: [gone], verdict })).toEqual(checkClaim(claim, 300, 'holds'));
  });

  it('is near, too, where what else the verdict asks changes', () => {
    const [last, largest] = [measured(300, 1), measured(280, 15)];
    const both = { of: [last, largest], verdict: (a: number, [, b]: readonly number[]) => a > b };
    expect(checkMeasured(claim, both)).toMatchObject({ verdict: 'holds', near: true });
  });
});

it('a mean over images is drawn over them; four are too few', () => {
  const one = overImages([1, 2, 3, 4, 5]);
  expect(one.mean).toBe(3);
  expect(Math.min(...one.resampled!)).toBeGreaterThanOrEqual(1);
  expect(new Set(one.resampled).size).toBeGreaterThan(5);
  expect(overImages([1, 2, 3, 4])).toEqual({ mean: 2.5 });
});

it('a known interval is near where the verdict changes within it', () => {
  expect(within({ low: 90, high: 120 }, verdict, { unit: (value) => value / 10, of: 'x' })).toEqual({
    interval: { low: 9, high: 12, of: 'x' },
    near: true,
  });
  expect(within({ low: 110, high: 120 }, verdict)).toEqual({ interval: { low: 110, high: 120 } });
  expect(within(undefined, verdict)).toEqual({});
});

describe('claims over images, splits and test images', () => {
  it('gains have that of the mean over the images, losses of both signs are near', () => {
    const gains = ['mild', 'noise20', 'oldfilm'].map((degradation, i) => ({
      method: 'CinCGAN',
      degradation,
      psnr: overRuns([25]),
      gain: overRuns([0.3, 0.5, 0.2, 0.6, 0.4].map((value) => value * (i === 0 ? 1 : 0.1))),
      change: overRuns([1]),
    }));
    const [restores, off] = checkMotivation({ gains, chi: 3 });
    expect(restores.interval).toEqual(interval(overImages([0.3, 0.5, 0.2, 0.6, 0.4]).resampled!));
    // The same images in both: a tenth in every redraw.
    expect(off.interval).toEqual({ low: expect.closeTo(0.1), high: expect.closeTo(0.1), of: 'quotient' });
    const row = (method: string, psnr: number[]) => ({
      method,
      degradation: 'noise20',
      psnr,
      niqe: psnr.map((value) => -value),
    });
    const checked = checkBlind(
      [row('c', [1, 1, 1, 1, 1]), row('d', [2, 3, 2, 3, 2]), row('g', [2, 2, 4, 1, 4])],
      { clean: 'c', degraded: 'd', guided: 'g' },
    );
    expect(checked.map(({ near }) => near)).toEqual([undefined, true, true]);
    expect(checked[0].interval!.low).toBeGreaterThanOrEqual(1);
    const [psnr, niqe] = [checked[1].interval!, checked[2].interval!];
    expect([niqe.low, niqe.high]).toEqual([-psnr.high, -psnr.low]);
  });

  it('accuracies have percentiles over the splits, in per cent, or Wilson over the test images', () => {
    const values = [0.8, 0.9, 0.85, 0.7, 0.95];
    const [first, second] = checkIdentification({
      brisque: { accuracy: overRuns(values.map((value) => value - 0.1)) },
      networks: { one: { accuracy: overRuns(values) } },
    });
    const { low, high } = interval(values)!;
    expect(first.interval).toEqual({ low: 100 * low, high: 100 * high });
    expect(first.near).toBe(true);
    expect(second.interval).toEqual({
      low: expect.closeTo(10),
      high: expect.closeTo(10),
      of: 'difference',
    });
    const spread = overRuns([1]);
    const contrast = { byClass: spread, byDegradation: spread };
    const layers = [{ chi: spread }];
    const [accuracy] = checkClassification({
      accuracy: 0.9,
      accuracyImages: 10000,
      layers,
      classifier: contrast,
      superResolution: contrast,
    } as unknown as Parameters<typeof checkClassification>[0]);
    // SciPy: binomtest(9000, 10000).proportion_ci(method='wilson') is 0.8939656, 0.9057272.
    expect(accuracy).toMatchObject({ ours: '90.00 %', verdict: 'holds', near: true });
    expect(accuracy.interval!.low).toBeCloseTo(89.39656, 4);
    expect(accuracy.interval!.high).toBeCloseTo(90.57272, 4);
  });
});
