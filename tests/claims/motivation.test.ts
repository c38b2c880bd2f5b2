import { expect, it } from 'vitest';
import { checkMotivation } from '../../src/claims/motivation';
import { overRuns } from '../../src/metrics/spread';

const rows = (mild: number, noise20: number, oldfilm: number, bm3d: number) => [
  ...Object.entries({ mild, noise20, oldfilm }).map(([degradation, share]) => ({
    method: 'CinCGAN',
    degradation,
    share: overRuns([share]),
  })),
  { method: 'BM3D', degradation: 'noise20', share: overRuns([bm3d]) },
];

it.each([
  [rows(0.4, -0.1, 0.05, 0.6), 200, ['holds', 'holds', 'holds', 'holds'], '5 % against 40 %'],
  [
    rows(0.1, 0.05, 0.08, 0.3),
    30,
    ['holds weakly', 'holds weakly', 'holds weakly', 'holds weakly'],
    '8 % against 10 %',
  ],
  [
    rows(-0.2, -0.1, -0.3, 0.1),
    2,
    ['does not hold', 'does not hold', 'does not hold', 'does not hold'],
    '-10 % against -20 %',
  ],
])('looks at what is removed where, and at the clusters', (removed, chi, verdicts, elsewhere) => {
  const claims = checkMotivation({ removed, chi });
  expect(claims.map(({ verdict }) => verdict)).toEqual(verdicts);
  expect(claims[1].ours).toBe(elsewhere);
});
