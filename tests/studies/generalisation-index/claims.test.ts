import { describe, expect, it } from 'vitest';
import type { FeatureDensity } from '../../../src/metrics/feature-density';
import { checkGeneralisationIndex, type IndexRow } from '../../../src/studies/generalisation-index';

const names = { clean: 'a', blurred: 'c', beside: 'b', blurs: ['blur1', 'blur2', 'blur4'] };

/** SRGA, CHI and PSNR of each set, clean first. */
function rowsOf(
  network: string,
  values: readonly (readonly [srga: number, chi: number, psnr: number])[],
  density: { sigma: number; shape: number },
): IndexRow[] {
  const clean: FeatureDensity = {
    sigma: 3,
    shape: 0.7,
    patches: 5,
    redraws: 'refit',
    redrawn: [],
    reach: 1,
    products: new Float64Array(25),
  };
  return [
    { network, set: 'clean', density: clean, psnr: 30 },
    ...values.map(([srga, chi, psnr], i) => ({
      network,
      set: names.blurs[i],
      density: clean,
      psnr,
      chi,
      index: { ...density, kl: 0, srga },
    })),
  ];
}

describe('the claims on the generalisation index', () => {
  it('hold for an index that rises with blur, with what is lost and with CHI', () => {
    const rows = [
      ...rowsOf(
        'a',
        [
          [1, 10, 29],
          [2, 20, 28],
          [3, 30, 27],
        ],
        { sigma: 2, shape: 0.5 },
      ),
      ...rowsOf(
        'b',
        [
          [1.1, 11, 28.9],
          [2.1, 21, 27.9],
          [3.1, 31, 26.9],
        ],
        { sigma: 2, shape: 0.5 },
      ),
      ...rowsOf(
        'c',
        [
          [0.1, 1, 29.9],
          [0.2, 2, 29.8],
          [0.3, 3, 29.7],
        ],
        { sigma: 3, shape: 0.7 },
      ),
    ];
    const found = checkGeneralisationIndex(rows, names);
    expect(found.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 5 }, () => 'holds'));
    expect(found[2].ours).toBeCloseTo(1.9, 9);
  });

  it('do not hold for one that does the opposite, and hold weakly for one between', () => {
    const rows = [
      ...rowsOf(
        'a',
        [
          [3, 10, 29],
          [2, 20, 28],
          [1, 30, 27],
        ],
        { sigma: 4, shape: 0.9 },
      ),
      ...rowsOf(
        'b',
        [
          [3, 10, 29],
          [2, 20, 28],
          [1, 30, 27],
        ],
        { sigma: 4, shape: 0.9 },
      ),
      ...rowsOf(
        'c',
        [
          [3.5, 10, 29],
          [2.5, 20, 28],
          [1.5, 30, 27],
        ],
        { sigma: 4, shape: 0.9 },
      ),
    ];
    expect(checkGeneralisationIndex(rows, names).map(({ verdict }) => verdict)).toEqual(
      Array.from({ length: 5 }, () => 'does not hold'),
    );
    const between = rowsOf(
      'a',
      [
        [1, 10, 29],
        [3, 20, 28],
        [2, 30, 27],
      ],
      { sigma: 2, shape: 0.9 },
    );
    const [blur, tails] = checkGeneralisationIndex([...between, ...rows.slice(4)], names);
    expect([blur.verdict, tails.verdict]).toEqual(['holds weakly', 'holds weakly']);
  });
});
