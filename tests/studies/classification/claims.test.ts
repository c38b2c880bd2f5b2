import { describe, expect, it } from 'vitest';
import type { LayerAnalysis } from '../../../src/analysis/analyse';
import type { Contrast } from '../../../src/analysis/contrast';
import { type CameraScores, checkRealWorld } from '../../../src/studies/cameras/cameras';
import { checkClassification } from '../../../src/studies/classification/claims';
import { overRuns } from '../../../src/metrics/spread';
import { anySeparation } from '../../analysis/any-separation';

const layers = (...chis: number[]): LayerAnalysis[] =>
  chis.map((value, i) => {
    const spread = overRuns([value]);
    const reduced = { wd: 1, bd: value, chi: value };
    return {
      layer: `Conv${i}`,
      runs: [],
      wd: spread,
      bd: spread,
      chi: spread,
      reduced,
      features: anySeparation,
      map: anySeparation,
      patches: 1,
    };
  });
const contrast = (byClass: number, byDegradation: number): Contrast => ({
  layer: 'RB16',
  classes: ['ball', 'wheel'],
  sets: { degradations: [], patches: [], labels: new Int32Array(), contents: new Int32Array() },
  classOf: new Int32Array(),
  runs: [],
  byClass: overRuns([byClass]),
  byDegradation: overRuns([byDegradation]),
});
const verdicts = (claims: { verdict: string }[]): string[] => claims.map(({ verdict }) => verdict);

describe('checkClassification', () => {
  it("finds the paper's picture to hold", () => {
    const checked = checkClassification({
      accuracy: 0.93,
      layers: layers(2, 20, 700),
      classifier: contrast(700, 20),
      superResolution: contrast(30, 100),
      gan: contrast(5, 300),
    });
    expect(verdicts(checked)).toEqual(Array(6).fill('holds'));
    expect(checked[0]).toMatchObject({ ours: '93.00 %', paper: '92.86 %' });
    expect(new Set(checked.map(({ id }) => id)).size).toBe(6);
  });

  it('can fail, each claim on its own ground', () => {
    const checked = checkClassification({
      accuracy: 0.77,
      layers: layers(2, 60, 50),
      classifier: contrast(30, 170),
      superResolution: contrast(100, 120),
    });
    expect(verdicts(checked)).toEqual([
      'holds weakly',
      'holds weakly',
      'holds weakly',
      'does not hold',
      'holds weakly',
    ]);
    expect(
      verdicts(
        checkClassification({
          layers: layers(2, 3),
          classifier: contrast(1, 1),
          superResolution: contrast(9, 2),
        }),
      ),
    ).toEqual(['does not hold', 'does not hold', 'holds weakly', 'does not hold']);
  });
});

describe('checkRealWorld', () => {
  const scores = (bySet: number, byScene: number): CameraScores => ({
    layer: 'RB16',
    bySet: overRuns([bySet]),
    byCamera: overRuns([bySet]),
    byQuality: overRuns([bySet]),
    byScene: overRuns([byScene]),
  });

  it('holds by clear clusters that are not of content, and by global residual', () => {
    expect(verdicts(checkRealWorld({ wGR: scores(150, 2), woGR: scores(3, 20) }))).toEqual(
      Array(3).fill('holds'),
    );
  });

  it('can fail', () => {
    expect(verdicts(checkRealWorld({ wGR: scores(30, 20), woGR: scores(5, 20) }))).toEqual(
      Array(3).fill('holds weakly'),
    );
    expect(verdicts(checkRealWorld({ wGR: scores(3, 20), woGR: scores(5, 20) }))).toEqual(
      Array(3).fill('does not hold'),
    );
  });
});
