import { bars } from '@ddr-lab/charts/bars';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { networkStyles, shades } from '@ddr-lab/charts/network-styles';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { chiText } from '../../charts/clusters';
import type { PairChi } from './generalisation';

/** What `generalisationFigure` and `generalisationChiFigure` take. */
export interface GeneralisationOptions extends FigureOptions {
  /** The network that was trained in different ways; default `SRGAN-wGR`. */
  readonly network?: string;
}

/**
 * The paper's Fig. 9: one layer of a network by what it was trained on (the columns), a point a patch, coloured by degradation.
 *
 * @param trainings one layer's analysis by what was trained on: `clean`, `clean and noise`
 */
export function generalisationFigure(
  trainings: Readonly<Record<string, Pick<LayerAnalysis, 'runs' | 'chi'>>>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: GeneralisationOptions = {},
): Figure {
  const { name = 'fig9-generalisation', network = 'SRGAN-wGR' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: Object.entries(trainings).map(([data, { runs, chi }]) => ({
      row: `${network} trained on`,
      column: data,
      points: runs[0].points,
      labels: sets.labels,
      note: `CHI ${chiText(chi.mean)}`,
    })),
  });
}

/**
 * CHI of each pair of degradations, a bar for what the network was trained on: shades of the network's colour, paler as more was
 * learnt.
 *
 * @param trainings the pairs by what was trained on, in the order of the bars: `clean`, `clean and noise`
 */
export function generalisationChiFigure(
  trainings: Readonly<Record<string, readonly PairChi[]>>,
  options: GeneralisationOptions = {},
): Figure {
  const { name = 'fig11-generalisation-chi', network = 'SRGAN-wGR' } = options;
  const all = Object.entries(trainings);
  const [look] = networkStyles([network]);
  const tints = shades(look.colour, all.length);
  return bars({
    ...options,
    name,
    categories: all[0][1].map(({ a, b }) => `${a} / ${b}`),
    series: all.map(([data, pairs]) => ({ name: `trained on ${data}`, values: pairs.map(({ chi }) => chi) })),
    styles: tints.map((colour) => ({ ...look, colour })),
    valueTitle: 'CHI of the pair',
  });
}
