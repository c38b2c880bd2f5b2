import { expect, it } from 'vitest';
import {
  checkRestorationAndSeparation,
  type RestorationAndSeparation,
} from '../../src/claims/restoration-and-separation';

const learnt = (gain: number, share: number, shareOfClean = 0.4) => ({
  network: 'a',
  degradation: 'b',
  gain,
  share,
  shareOfClean,
});
const found: RestorationAndSeparation = {
  noise: learnt(3, 0.1),
  blur: learnt(0.5, 0.2),
  output: { noise: 0.1, blur: 0.1 },
  outputOfClean: { noise: 0.3, blur: 0.2 },
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
  expect(verdicts({ output: { noise: 0.1, blur: 0.15 } })[3]).toBe('holds weakly');
  expect(verdicts({ output: { noise: 0.4, blur: 0.01 } })[2]).toBe('does not hold');
  const backwards = [...found.all].map((one, i) => ({ ...one, share: 0.7 - 0.1 * i }));
  expect(check({ all: backwards })[5]).toMatchObject({ ours: -1, verdict: 'does not hold' });
});
