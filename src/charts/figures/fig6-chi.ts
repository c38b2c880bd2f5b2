import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import type { Analyses } from './fig6-clusters';

/** CHI from the first layer to the last, one line a network, mean and standard deviation over the t-SNE runs. */
export function chiFigure(analyses: Analyses, options: FigureOptions = {}): Figure {
  const { name = 'fig6-chi' } = options;
  const all = Object.entries(analyses);
  return lines({
    ...options,
    name,
    x: all[0][1].map(({ layer }) => layer),
    categoryTitle: 'layer',
    valueTitle: 'CHI (by degradation)',
    series: all.map(([network, layers]) => ({ name: network, values: layers.map(({ chi }) => chi) })),
    styles: networkStyles(all.map(([network]) => network)),
    logarithmic: true,
  });
}
