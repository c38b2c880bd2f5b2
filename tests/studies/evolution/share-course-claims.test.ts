import { expect, it } from 'vitest';
import { checkShareCourse } from '../../../src/studies/evolution/claims';
import { interval } from '../../../src/metrics/spread';
import { rankCorrelation } from '../../../src/metrics/rank-correlation';
import { createRandom } from '@ddr-lab/base/random';

const course = (shares: number[]) => shares.map((mean, i) => ({ iteration: 2 ** i, share: { mean } }));
const rising = course([0, 0.1, 0.2, 0.3, 0.4]);
const psnr = [20, 21, 22, 23, 24];

it('holds where both views grow with time and PSNR', () => {
  const claims = checkShareCourse({ flattened: rising, averaged: rising, psnr });
  expect(claims.map(({ ours, verdict }) => [ours, verdict])).toEqual(
    Array(2).fill(['flattened 1.00, averaged 1.00', 'holds']),
  );
});

it('falls with the worse view, and each claim on its own ground', () => {
  // The first three in the order 2, 3, 1: a rank correlation of 0.7 (1 - 6 x 6 / 120).
  const almost = course([0.1, 0.2, 0, 0.3, 0.4]);
  expect(checkShareCourse({ flattened: rising, averaged: almost, psnr })[0].verdict).toBe('holds weakly');
  const [time, quality] = checkShareCourse({
    flattened: rising,
    averaged: rising,
    psnr: [...psnr].reverse(),
  });
  expect([time.verdict, quality.verdict]).toEqual(['holds', 'does not hold']);
  expect(quality.ours).toBe('flattened -1.00, averaged -1.00');
});

it('has the interval of the smaller rank correlation, over redraws that all moments share', () => {
  const random = createRandom(1);
  const scattered = (shares: number[]) =>
    shares.map((mean, i) => ({
      iteration: 2 ** i,
      share: { mean, resampled: Array.from({ length: 199 }, () => mean + 0.06 * random.normal()) },
    }));
  const [flattened, averaged] = [scattered([0, 0.1, 0.2, 0.3, 0.4]), scattered([0, 0.1, 0.2, 0.3, 0.4])];
  const [time, quality] = checkShareCourse({ flattened, averaged, psnr });
  const right = interval(
    Array.from({ length: 199 }, (_, d) =>
      Math.min(
        ...[flattened, averaged].map((one) =>
          rankCorrelation(
            psnr,
            one.map(({ share }) => share.resampled[d]),
          ),
        ),
      ),
    ),
  )!;
  expect(right.low).toBeLessThan(0.9);
  expect(time).toMatchObject({ verdict: 'holds', interval: { ...right, of: 'smaller' }, near: true });
  expect(quality.interval).toEqual(time.interval);
  expect(checkShareCourse({ flattened, averaged: rising, psnr })[0]).not.toHaveProperty('interval');
});
