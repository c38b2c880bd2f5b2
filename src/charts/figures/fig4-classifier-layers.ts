import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { classStyles } from '@ddr-lab/charts/styles';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from './chi-text';

/** What `classifierLayersFigure` takes. */
export interface ClassifierLayersOptions extends FigureOptions {
  /** Its row's title; default `ResNet18`. */
  readonly network?: string;
}

/** The paper's Fig. 4: a classifier's layers from left to right, a point an image, coloured by its class. */
export function classifierLayersFigure(
  layers: readonly LayerAnalysis[],
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: ClassifierLayersOptions = {},
): Figure {
  const { name = 'fig4-classifier-layers', network = 'ResNet18' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    styles: classStyles(sets.degradations.length),
    panels: layers.map(({ layer, runs, chi }) => ({
      row: network,
      column: layer,
      points: runs[0].points,
      labels: sets.labels,
      note: `CHI by class ${chiText(chi.mean)}`,
    })),
  });
}
