import { expect, it } from 'vitest';
import { checkMotivation } from '../../../src/studies/motivation/motivation';
import { overRuns } from '../../../src/metrics/spread';

const rows = (mild: number, noise20: number, oldfilm: number, bm3d: number) =>
  [
    ['CinCGAN', 'mild', mild],
    ['CinCGAN', 'noise20', noise20],
    ['CinCGAN', 'oldfilm', oldfilm],
    ['BM3D', 'noise20', bm3d],
  ].map(([method, degradation, gain]) => ({
    method: String(method),
    degradation: String(degradation),
    psnr: overRuns([25]),
    gain: overRuns([Number(gain)]),
    change: overRuns([1]),
  }));
const all = (verdict: string): string[] => Array.from({ length: 4 }, () => verdict);

it.each([
  [rows(0.6, -0.1, 0.05, 2), 200, all('holds'), '-0.10 dB, 0.05 dB against 0.60 dB'],
  [rows(0.2, 0.05, -0.15, 0.7), 30, all('holds weakly'), '0.05 dB, -0.15 dB against 0.20 dB'],
  [rows(0.05, 0, -0.3, 0.1), 2, all('does not hold'), '0.00 dB, -0.30 dB against 0.05 dB'],
  // A loss where it should restore: nothing is switched off then.
  [rows(-0.5, 0, 0, 0), 2, all('does not hold'), '0.00 dB, 0.00 dB against -0.50 dB'],
])('looks at what is gained where, and at the clusters', (gains, chi, verdicts, elsewhere) => {
  const claims = checkMotivation({ gains, chi });
  expect(claims.map(({ verdict }) => verdict)).toEqual(verdicts);
  expect(claims[1].ours).toBe(elsewhere);
});
