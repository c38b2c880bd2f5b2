import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import type { DegreeSpectrum } from './degree-spectrum';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { orderedStyles } from '@ddr-lab/charts/styles';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from '../../charts/clusters';

/** One layer of several networks, by the networks' names. */
export type LayerOfNetworks = Readonly<Record<string, Pick<LayerAnalysis, 'layer' | 'runs' | 'chi'>>>;

/** What `spectrumFigure` takes. */
export interface SpectrumOptions extends FigureOptions {
  /** Which of the t-SNE runs is drawn; default the first. */
  readonly run?: number;
}

/**
 * The paper's Fig. 17: a panel a network, a point a patch, its colour the degree of one degradation from dark to light. Points of
 * lower degrees lie below and are larger: where the versions of a patch lie on one spot, they show as rings.
 */
export function spectrumFigure(
  networks: LayerOfNetworks,
  { labels, degradations }: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: SpectrumOptions = {},
): Figure {
  const { name = 'fig17-spectrum', run = 0 } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: degradations,
    styles: orderedStyles(degradations.length),
    panels: Object.entries(networks).map(([column, { layer, runs, chi }]) => ({
      row: layer,
      column,
      points: runs[run].points,
      labels,
      nested: true,
      note: `CHI ${chiText(chi.mean)} (all degrees)`,
    })),
  });
}

/** CHI of each degree against the first (clean), one line a network. */
export function degreesFigure(
  networks: Readonly<Record<string, DegreeSpectrum>>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig17-degrees' } = options;
  const [{ degradations }] = Object.values(networks);
  return lines({
    ...options,
    name,
    x: degradations.slice(1),
    categoryTitle: `degree, against ${degradations[0]}`,
    valueTitle: 'CHI of the two sets',
    // What is below 1 is chance: its powers of ten would tell nothing.
    logarithmic: false,
    styles: networkStyles(Object.keys(networks)),
    series: Object.entries(networks).map(([network, { pairs }]) => ({
      name: network,
      values: pairs.filter(({ first }) => first === 0).map(({ chi }) => chi),
    })),
  });
}
