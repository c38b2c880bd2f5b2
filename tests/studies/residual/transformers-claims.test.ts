import { describe, expect, it } from 'vitest';
import type { LayerAnalysis } from '../../../src/analysis/analyse';
import { overRuns } from '../../../src/metrics/spread';
import { checkTransformers } from '../../../src/studies/residual/transformers';
import { anySeparation } from '../../analysis/any-separation';

const layers = (values: readonly number[]): LayerAnalysis[] =>
  values.map((value, i) => {
    const spread = overRuns([value]);
    return {
      layer: `RSTB${i + 1}`,
      runs: [],
      wd: spread,
      bd: spread,
      chi: spread,
      reduced: { wd: 1, bd: value, chi: value },
      features: anySeparation,
      map: anySeparation,
      patches: 1,
    };
  });
const verdicts = (wGR: readonly number[], woGR: readonly number[]): string[] =>
  checkTransformers({ wGR: layers(wGR), woGR: layers(woGR) }).map(({ verdict }) => verdict);

describe('checkTransformers', () => {
  it('looks at the last group, and holds where only the residual makes clusters', () => {
    expect(verdicts([0.2, 150], [300, 0.3])).toEqual(Array(3).fill('holds'));
  });

  it('can fail, each claim on its own ground', () => {
    expect(verdicts([200, 19], [0.1, 21])).toEqual(Array(3).fill('does not hold'));
    expect(verdicts([200, 60], [0.1, 6])).toEqual(Array(3).fill('holds weakly'));
    expect(verdicts([200, 19], [0.1, 0.1])).toEqual(['does not hold', 'holds', 'holds']);
  });
});
