import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from './chi-text';

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
