import { expect, it } from 'vitest';
import type { RestorationAndSeparationRow } from '../../../src/studies/applications/restoration-and-separation';
import {
  checkRestorationAndSeparation,
  learntDegradation,
  type OutputDistance,
  type RestorationAndSeparation,
} from '../../../src/studies/applications/restoration-claims';
import { interval, overRuns } from '../../../src/metrics/spread';
import { createRandom } from '@ddr-lab/base/random';

const learnt = (gain: number, share: number, shareOfClean = 0.4) => ({
  network: 'a',
  degradation: 'b',
  gain,
  share,
  shareOfClean,
});
const at = (distanceOfOutput: number): OutputDistance => ({ distanceOfOutput });
const found: RestorationAndSeparation = {
  noise: learnt(3, 0.1),
  blur: learnt(0.5, 0.2),
  output: { noise: at(0.1), blur: at(0.1) },
  outputOfClean: { noise: at(0.3), blur: at(0.2) },
  all: [learnt(0, 0.4), learnt(1, 0.5), learnt(2, 0.6), learnt(3, 0.7)],
};
const check = (change: Partial<RestorationAndSeparation> = {}) =>
  checkRestorationAndSeparation({ ...found, ...change });
const verdicts = (change: Partial<RestorationAndSeparation> = {}): string[] =>
  check(change).map(({ verdict }) => verdict);

it('holds where every threshold is reached, and says the numbers', () => {
  expect(verdicts()).toEqual(Array(6).fill('holds'));
  expect(check().map(({ ours }) => ours)).toEqual([
    '+3.00 dB',
    '+0.50 dB',
    '3.0 times lower',
    '2.0 times lower',
    'noise 4.0 times lower, blur 2.0 times lower',
    1,
  ]);
});

it('falls with each number', () => {
  expect(verdicts({ noise: learnt(0.5, 0.3) })).toEqual([
    'holds weakly',
    'holds',
    'holds',
    'holds',
    'holds weakly',
    'holds',
  ]);
  const [noise, blur, , , share] = check({ noise: learnt(-1, 0.5), blur: learnt(-0.2, -0.001) });
  expect([noise.verdict, blur.verdict, share.verdict]).toEqual(Array(3).fill('does not hold'));
  expect(noise.ours).toBe('−1.00 dB');
  expect(share.ours).toBe('noise 1.3 times higher, blur gone');
  expect(verdicts({ output: { noise: at(0.1), blur: at(0.15) } })[3]).toBe('holds weakly');
  expect(verdicts({ output: { noise: at(0.4), blur: at(0.01) } })[2]).toBe('does not hold');
  const backwards = [...found.all].map((one, i) => ({ ...one, share: 0.7 - 0.1 * i }));
  expect(check({ all: backwards })[5]).toMatchObject({ ours: -1, verdict: 'does not hold' });
});

/** A row with 99 redraws around its numbers. */
function redrawn(degradation: string, psnr: number, share: number, distance: number, seed: number) {
  const random = createRandom(seed);
  const around = (value: number, deviation: number): number[] =>
    Array.from({ length: 99 }, () => value + deviation * random.normal());
  return {
    degradation,
    psnr: { ...overRuns([psnr]), resampled: around(psnr, 0.2) },
    share,
    shareOfOutput: 0,
    distanceOfOutput: distance,
    resampled: {
      share: around(share, 0.02),
      shareOfOutput: around(0, 0.1),
      distanceOfOutput: around(distance, 0.01),
    },
  } satisfies RestorationAndSeparationRow;
}

it('has intervals of gains, quotients and the rank correlation, each redraw computed on its own', () => {
  const [clean, cleanBlur] = [redrawn('noise20', 20, 0.4, 0.3, 1), redrawn('blur4', 20, 0.4, 0.2, 2)];
  const [noise, blur] = [redrawn('noise20', 23, 0.15, 0.1, 3), redrawn('blur4', 20.5, 0.1, 0.1, 4)];
  const all = [
    learntDegradation('n', noise, clean),
    learntDegradation('b', blur, cleanBlur),
    learntDegradation('c', redrawn('noise20', 22, 0.2, 0.1, 5), clean),
    learntDegradation('d', redrawn('blur4', 20.1, 0.7, 0.1, 6), cleanBlur),
  ];
  expect(all[0]).toMatchObject({
    network: 'n',
    degradation: 'noise20',
    gain: 3,
    share: 0.15,
    shareOfClean: 0.4,
  });
  const rows = {
    ...{ noise: all[0], blur: all[1], all },
    output: { noise, blur },
    outputOfClean: { noise: clean, blur: cleanBlur },
  };
  const claims = checkRestorationAndSeparation(rows);
  const each = (of: (d: number) => number) => interval(Array.from({ length: 99 }, (_, d) => of(d)))!;
  const gain = (d: number): number => noise.psnr.resampled[d] - clean.psnr.resampled[d];
  const down = (before: typeof noise, after: typeof noise, name: 'share' | 'distanceOfOutput', d: number) =>
    before.resampled[name][d] / after.resampled[name][d];
  expect(claims[0].interval).toEqual(each(gain));
  expect(claims[2].interval).toEqual({
    ...each((d) => down(clean, noise, 'distanceOfOutput', d)),
    of: 'quotient',
  });
  expect(claims[4].interval).toEqual({
    ...each((d) => Math.min(down(clean, noise, 'share', d), down(cleanBlur, blur, 'share', d))),
    of: 'smaller quotient',
  });
  // Gains of 3, 0.5, 2, 0.1 and changes of -0.25, -0.3, -0.2, 0.3: ranks 4, 2, 3, 1 and 2, 1, 3, 4.
  expect(claims[5].ours).toBeCloseTo(1 - (6 * (4 + 1 + 0 + 9)) / 60, 12);
  expect(claims[5].interval!.low).toBeGreaterThanOrEqual(-1);
  expect(claims[5].interval!.high).toBeLessThan(0.5);
  // One without redraws leaves the claims that need it without an interval.
  const without = { ...all[0], resampled: undefined };
  const [first, second, third, , fifth, sixth] = checkRestorationAndSeparation({
    ...rows,
    noise: without,
    all: [without, ...all.slice(1)],
  });
  expect([first, fifth, sixth].map((claim) => claim.interval)).toEqual(Array(3).fill(undefined));
  expect([second, third].every((claim) => claim.interval)).toBe(true);
  expect(learntDegradation('n', { ...noise, psnr: overRuns([23]) }, clean)).not.toHaveProperty('resampled');
});

it('words of noise and of blur differ in what they are about alone', () => {
  const [noise, blur] = check().slice(2, 4);
  expect(noise.text).toBe(
    'It is in the output that the network trained on noise brings noisy and clean images together: the two versions of a patch come out more alike.',
  );
  expect(blur.text).toBe(noise.text.replace('noise', 'blur').replace('noisy', 'blurred'));
  expect(noise.threshold).toBe(
    'the mean squared distance of the clean and the noise20 version of a patch (by that of different patches) at the output is at most a half of that of the network trained on clean images',
  );
  expect(blur.threshold).toBe(noise.threshold.replace('noise20', 'blur4'));
  expect(blur.reason).toBe(noise.reason);
});
