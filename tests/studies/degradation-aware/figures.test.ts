import { describe, expect, it } from 'vitest';
import type { Figure } from '@ddr-lab/charts/figure';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import {
  gainsFigure,
  levelGrid,
  toldFigure,
  varyingFigure,
  type RestorationRow,
} from '../../../src/studies/degradation-aware';

/** What stands in the cells of the first map, row by row. */
const cells = ({ data }: Figure): unknown => (data[0] as { text?: unknown }).text;

describe('figures of C2', () => {
  const versions = levelGrid([0, 1.2], [0, 5, 10]).map(({ name }) => name);
  const rows = (network: string, of: (v: number) => number): RestorationRow[] =>
    versions.map((version, v) => ({ network, version, psnr: [20 + of(v), 22 + of(v)] }));

  it('put the gain at each noise and blur into its cell', () => {
    const figure = gainsFigure([...rows('a', (v) => v / 2), ...rows('b', () => 1)], {
      over: 'b',
      networks: ['a'],
      blurs: [0, 1.2],
      noises: [0, 5, 10],
    });
    // Versions go blur by blur: noise 0, 5, 10 of blur 0 gain -1, -0.5, 0.
    expect(cells(figure)).toEqual(['−1.0', '+0.5', '−0.5', '+1.0', '0.0', '+1.5']);
  });

  it('put what was told against what was true', () => {
    const psnr = [
      [[20], [24]],
      [[19], [25]],
    ];
    const figure = toldFigure({ one: { versions: ['clean', 'blur 2'], psnr, own: [[20], [25]] } });
    // A row is what was told, a column what is true.
    expect(cells(figure)).toEqual(['0.0', '−1.0', '−1.0', '0.0']);
  });

  it('draw bands above a network that is left out', () => {
    const figure = varyingFigure(
      [
        { network: 'a', psnr: [[20, 22], [24]] },
        { network: 'b', psnr: [[20], [25]] },
      ],
      { over: 'b', blurs: [0.5, 1.5] },
    );
    expect(figure.data.map(({ y }) => y)).toEqual([[1, -1]]);
  });
});

describe('a grid of maps', () => {
  const given = { name: 'heat', x: ['a'], y: ['b'], xTitle: 'x', yTitle: 'y', valueTitle: 'dB' };
  const colours = (figure: Figure): string[] =>
    (figure.layout.shapes as { fillcolor: string }[]).map(({ fillcolor }) => fillcolor);

  it('has one scale for all maps, white at 0', () => {
    const figure = heatGrid({
      ...given,
      panels: [2, 0, -2, -1].map((value, i) => ({ title: `${i}`, values: [[value]] })),
    });
    expect(colours(figure)).toEqual([
      'rgb(1,102,94)',
      'rgb(255,255,255)',
      'rgb(140,81,10)',
      'rgb(198,168,133)',
    ]);
  });

  it('refuses maps of another size and what has no colour', () => {
    const refused =
      (values: number[][]): (() => Figure) =>
      () =>
        heatGrid({ ...given, panels: [{ title: 'one', values }] });
    expect(refused([[1, 2]])).toThrow(/must be 1 x 1/);
    expect(refused([[Infinity]])).toThrow(/holds Infinity/);
    expect(refused([[NaN]])).toThrow(/holds no number/);
    expect(() => heatGrid({ ...given, panels: [] })).toThrow(/has no map/);
  });
});
