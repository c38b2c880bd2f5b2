import { describe, expect, it } from 'vitest';
import type { LayerAnalysis } from '../../../src/analysis/analyse';
import type { BlindRow } from '../../../src/studies/applications/blind-super-resolution';
import { pairwiseChi } from '../../../src/studies/applications/generalisation';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import {
  checkBlind,
  checkGeneralisation,
  checkIdentification,
} from '../../../src/studies/applications/claims';
import { clusterScores } from '../../../src/metrics/clusters';
import { overRuns } from '../../../src/metrics/spread';
import { anySeparation } from '../../analysis/any-separation';

const verdicts = (claims: readonly { verdict: string }[]): string[] => claims.map(({ verdict }) => verdict);

describe('checkIdentification', () => {
  const check = (networks: Record<string, number>, brisque: number[]): string[] =>
    verdicts(
      checkIdentification({
        brisque: { accuracy: overRuns(brisque) },
        networks: Object.fromEntries(
          Object.entries(networks).map(([name, value]) => [name, { accuracy: overRuns([value]) }]),
        ),
      }),
    );

  it('takes the best network', () => {
    expect(check({ one: 0.3, two: 0.92 }, [0.9])).toEqual(['holds', 'holds']);
  });

  it('can fail, and hold weakly', () => {
    expect(check({ one: 0.6 }, [0.6, 0.7])).toEqual(['holds weakly', 'holds weakly']);
    expect(check({ one: 0.3 }, [0.9, 0.9])).toEqual(['does not hold', 'does not hold']);
  });

  it('says which network and how much', () => {
    const [first] = checkIdentification({
      brisque: { accuracy: overRuns([0.5]) },
      networks: { one: { accuracy: overRuns([0.8]) } },
    });
    expect(first.ours).toBe('80.0 % (one)');
  });
});

describe('checkBlind', () => {
  const row = (method: string, psnr: number[], niqe: number[], degradation = 'noise20'): BlindRow => ({
    method,
    degradation,
    psnr,
    niqe,
  });
  const names = { clean: 'c', degraded: 'd', guided: 'g' };

  it('compares image by image, and leaves clean images out', () => {
    const rows = [
      row('c', [20, 30, 25], [9, 8, 9]),
      row('d', [21, 31.2, 26.1], [7, 7, 7]),
      row('g', [21.5, 31.6, 26.7], [6, 6.1, 5.9]),
      row('g', [0, 0, 0], [99, 99, 99], 'clean'),
      row('d', [50, 50, 50], [0, 0, 0], 'clean'),
    ];
    expect(verdicts(checkBlind(rows, names))).toEqual(['holds', 'holds', 'holds']);
    expect(checkBlind(rows, names)[1].ours).toBe('+0.50 dB');
    expect(checkBlind(rows, names)[2].ours).toBe('−1.00');
  });

  it('holds weakly within two standard errors, and not where the sign is wrong', () => {
    const rows = [
      row('c', [20, 30, 25], [1, 1, 1]),
      row('d', [19, 34, 25], [1, 1, 1]),
      row('g', [18, 33, 24], [1.5, 0.4, 1]),
    ];
    expect(verdicts(checkBlind(rows, names))).toEqual(['holds weakly', 'does not hold', 'holds weakly']);
  });
});

describe('generalisation', () => {
  const sets = {
    degradations: ['clean', 'blur4', 'noise20'],
    labels: Int32Array.from({ length: 30 }, (_, i) => Math.floor(i / 10)),
  };
  /** Ten points around each of three places on a line. */
  const analysis = (...places: number[]): LayerAnalysis => {
    const points = createMatrix(
      30,
      2,
      Float64Array.from({ length: 60 }, (_, i) =>
        i % 2 === 0 ? places[Math.floor(i / 20)] + 0.1 * Math.sin(i) : Math.cos(i),
      ),
    );
    const scores = clusterScores(points, sets.labels);
    const spread = overRuns([scores.chi]);
    return {
      layer: 'RB16',
      runs: [{ points, kl: 0, ...scores }],
      wd: spread,
      bd: spread,
      chi: spread,
      reduced: scores,
      features: anySeparation,
      map: anySeparation,
      patches: 1,
    };
  };

  it('gives CHI of two degradations alone', () => {
    const pairs = pairwiseChi(analysis(0, 5, 0), sets);
    expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(['clean blur4', 'clean noise20', 'blur4 noise20']);
    expect(pairs[0].chi.mean).toBeGreaterThan(100);
    expect(pairs[1].chi.mean).toBeLessThan(1);
  });

  it('finds what merges, and what does not', () => {
    const check = (all: Parameters<typeof checkGeneralisation>[0]): string[] =>
      verdicts(checkGeneralisation(all, sets));
    const apart = analysis(0, 5, 10);
    expect(
      check({
        clean: apart,
        noise: analysis(0, 5, 0.2),
        blur: analysis(0, 0.2, 9),
        both: analysis(0, 0.1, 0.2),
      }),
    ).toEqual(['holds', 'holds', 'holds']);
    expect(check({ clean: apart, noise: apart, blur: apart, both: apart })).toEqual([
      'does not hold',
      'holds weakly',
      'holds weakly',
    ]);
    const farther = analysis(0, 20, 40);
    expect(check({ clean: apart, noise: farther, blur: farther, both: farther })).toEqual(
      Array(3).fill('does not hold'),
    );
  });
});
