import { describe, expect, it } from 'vitest';
import { compareSweeps } from '../../src/sweeps/compare';
import { sweepHeatFigure, sweepParallelFigure } from '../../src/sweeps/figures';
import { chooseRows, placeRows, type SweepRow } from '../../src/sweeps/rows';
import { settledFigure } from '@ddr-lab/charts/made';

const at = (
  network: string,
  measure: string,
  values: readonly (number | null)[],
  more: Partial<SweepRow> = {},
): SweepRow[] =>
  values.map((value, seed) => ({
    network,
    degradations: 'types',
    images: 'scenes',
    measure,
    layer: '',
    degradation: '',
    seed: values.length > 1 ? seed : null,
    value,
    ...more,
  }));

const rows: SweepRow[] = ['a', 'b'].flatMap((network, n) => [
  ...at(network, 'CHI', [10 + n, 14 + n], { layer: 'RB1' }),
  ...at(network, 'CHI', [100 * (n + 1), 102 * (n + 1)], { layer: 'RB2' }),
  ...at(network, 'PSNR', [25 + n], { degradation: 'clean' }),
  ...at(network, 'PSNR', [null], { degradation: 'blur2' }),
]);

describe('a sweep’s rows', () => {
  it('are chosen by measure and layer; the last layer is that of each network', () => {
    expect(
      chooseRows(rows, { measures: ['CHI'], layers: ['last'] }).map(({ network, layer }) => network + layer),
    ).toEqual(['aRB2', 'aRB2', 'bRB2', 'bRB2']);
    expect(chooseRows(rows, { layers: ['RB1'] }).map(({ measure }) => measure)).toContain('PSNR');
    expect(() => chooseRows(rows, { measures: ['chi'] })).toThrow(
      'There is no measure chi in this sweep; there are CHI, PSNR.',
    );
    expect(() => chooseRows(rows, { layers: ['RB3'] })).toThrow(/^There is no layer RB3/);
  });

  it('become a row a place, with a mean and deviation over the seeds; columns that say nothing go', () => {
    const table = placeRows(rows);
    expect(Object.keys(table[0])).toEqual([
      'network',
      'degradations',
      'images',
      'layer',
      'degradation',
      'CHI',
      'PSNR',
    ]);
    expect(table).toHaveLength(8);
    expect(table[0]).toMatchObject({
      network: 'a',
      layer: 'RB1',
      CHI: { mean: 12, standardDeviation: 2 },
      PSNR: null,
    });
    expect(table[2]).toMatchObject({ degradation: 'clean', CHI: null, PSNR: 25 });
    expect(table[3]).toMatchObject({ degradation: 'blur2', PSNR: null });
    expect(Object.keys(placeRows(chooseRows(rows, { measures: ['PSNR'] }))[0])).not.toContain('layer');
  });

  it('are drawn as a map of networks by degradations', () => {
    const chi = settledFigure(sweepHeatFigure(rows));
    // log10 of the mean over the seeds, 101 and 202, at the last layer.
    expect(JSON.stringify(chi.data)).toContain('+2.0');
    expect(JSON.stringify(chi.data)).toContain('+2.3');
    const psnr = settledFigure(sweepHeatFigure(rows, { measure: 'PSNR' }));
    expect(JSON.stringify(psnr.data)).toContain('+26.00');
    expect(() => sweepHeatFigure(rows, { measure: 'SSIM' })).toThrow(/^There is no measure SSIM/);
  });

  it('are drawn as parallel coordinates', () => {
    const { data } = settledFigure(sweepParallelFigure(rows));
    const lines = data.filter(({ mode }) => String(mode).includes('lines'));
    expect(lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['a', 'b']));
    expect(() => sweepParallelFigure(rows, { measures: ['CHI'] })).toThrow(/two measures/);
  });
});

describe('two sweeps', () => {
  it('are compared by name: what moved by more than twice the spread of the seeds', () => {
    const later = [
      ...at('a', 'CHI', [10, 14], { layer: 'RB1' }),
      ...at('a', 'CHI', [200, 202], { layer: 'RB2' }),
      ...at('a', 'PSNR', [24], { degradation: 'clean' }),
    ];
    const { changes, alone } = compareSweeps(rows, later);
    expect(changes.map(({ measure, layer, moved }) => [measure, layer, moved])).toEqual([
      ['CHI', 'RB1', 'within'],
      ['CHI', 'RB2', 'up'],
      ['PSNR', '', 'unknown'],
    ]);
    expect(changes[1]).toMatchObject({ a: { mean: 101 }, b: { mean: 201 }, difference: 100 });
    // Of b: two layers and two degradations; of a the degradation without a number.
    expect(alone).toEqual({ a: 5, b: 0 });
    expect(() => compareSweeps(rows, at('c', 'CHI', [1, 2]))).toThrow(/nothing in common/);
  });
});
