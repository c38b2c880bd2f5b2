import { describe, expect, it } from 'vitest';
import type { LayerAnalysis } from '../../../src/analysis/analyse';
import { checkTransformers } from '../../../src/studies/residual/transformers';
import { layersOf } from './layers-of';

const layers = ([RSTB1, RSTB2, Body]: readonly number[]): LayerAnalysis[] => layersOf({ RSTB1, RSTB2, Body });
const verdicts = (wGR: readonly number[], woGR: readonly number[], random: readonly number[]): string[] =>
  checkTransformers({ wGR: layers(wGR), woGR: layers(woGR), random: layers(random) }).map(
    ({ verdict }) => verdict,
  );

describe('checkTransformers', () => {
  it('looks at the last group and at the body, and holds where only the residual makes clusters', () => {
    expect(verdicts([0.2, 150, 1], [300, 0.3, 4], [9, 0.1, 9])).toEqual(Array(5).fill('holds'));
  });

  it('can fail, each claim on its own ground', () => {
    expect(verdicts([200, 19, 1], [0.1, 21, 30], [0, 20.1, 0])).toEqual(Array(5).fill('does not hold'));
    expect(verdicts([200, 60, 6], [0.1, 6, 19], [0, 6, 0])).toEqual(Array(5).fill('holds weakly'));
    expect(verdicts([200, 19, 1], [0.1, 0.1, 1], [0, 1, 0])).toEqual([
      'does not hold',
      ...Array(4).fill('holds'),
    ]);
  });
});
