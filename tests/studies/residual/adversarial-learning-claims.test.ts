import { expect, it } from 'vitest';
import type { LayerAnalysis } from '../../../src/analysis/analyse';
import { checkAdversarialLearning } from '../../../src/studies/residual/residual';

const network = (mean: number, standardDeviation = 5): LayerAnalysis[] =>
  [
    { layer: 'RB1', chi: { mean: 0.2, standardDeviation: 0.1 } },
    { layer: 'RB16', chi: { mean, standardDeviation } },
  ] as unknown as LayerAnalysis[];

it.each([
  [[278, 334, 0.36, 120], ['holds', 'holds', 'holds', 'holds'], '333 times', '334 against 278'],
  [[278, 285, 0.36, 76], ['holds', 'holds weakly', 'holds', 'holds weakly'], '211 times', '285 against 278'],
  [
    [278, 15, 8, 16],
    ['does not hold', 'does not hold', 'does not hold', 'does not hold'],
    '2.0 times',
    '15 against 278',
  ],
] as const)('looks at RB16 of all four', ([mse, gan, mseWithout, ganWithout], verdicts, ratio, gain) => {
  const claims = checkAdversarialLearning({
    wGR: { mse: network(mse), gan: network(gan) },
    woGR: { mse: network(mseWithout), gan: network(ganWithout) },
  });
  expect(claims.map(({ verdict }) => verdict)).toEqual(verdicts);
  expect(claims[2].ours).toBe(ratio);
  expect(claims[3].ours).toBe(gain);
});
