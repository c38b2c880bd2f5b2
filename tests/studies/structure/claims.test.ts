import { expect, it } from 'vitest';
import type { Contrast } from '../../../src/analysis/contrast';
import { checkNetworkStructure } from '../../../src/studies/structure/structure';
import { overRuns } from '../../../src/metrics/spread';

const scores = (byClass: number, byDegradation: number): Pick<Contrast, 'byClass' | 'byDegradation'> => ({
  byClass: overRuns([byClass]),
  byDegradation: overRuns([byDegradation]),
});

it.each([
  [scores(400, 1), scores(2, 60), 150, ['holds', 'holds', 'holds'], '30 times'],
  [scores(4, 2), scores(2, 4), 30, ['holds weakly', 'holds weakly', 'holds weakly'], '2.0 times'],
  [scores(1, 2), scores(4, 1), 3, ['does not hold', 'does not hold', 'does not hold'], '0.25 times'],
])('looks at both tasks and at the clusters', (classification, superResolution, chi, verdicts, ratio) => {
  const claims = checkNetworkStructure({ classification, superResolution, chi });
  expect(claims.map(({ verdict }) => verdict)).toEqual(verdicts);
  expect(claims[1].ours).toBe(ratio);
});
