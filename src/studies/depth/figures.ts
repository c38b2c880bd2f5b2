import type { Spread } from '../../metrics/spread';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';

/** CHI of one depth's two networks. */
export interface DepthPoint {
  readonly layers: number;
  readonly wGR: { readonly chi: Spread };
  readonly woGR: { readonly chi: Spread };
}

/** CHI over the number of layers, with global residual and without (the paper's Fig. 14 and Tab. 4 as a chart). */
export function depthFigure(rows: readonly DepthPoint[], options: FigureOptions = {}): Figure {
  const { name = 'fig14-depth' } = options;
  return lines({
    ...options,
    name,
    x: rows.map(({ layers }) => `${layers}`),
    categoryTitle: 'layers',
    valueTitle: 'CHI (by degradation)',
    series: [
      { name: 'SRCNN-wGR', values: rows.map(({ wGR }) => wGR.chi) },
      { name: 'SRCNN-woGR', values: rows.map(({ woGR }) => woGR.chi) },
    ],
    logarithmic: true,
  });
}
