import type { DegradedSets } from '../../analysis/degraded-sets';
import type { ReducedPoints } from '../../analysis/dimensionality';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from './chi-text';

/** Several networks' points, each reduced in the same ways, by the networks' names. */
export type Reduced = Readonly<Record<string, readonly ReducedPoints[]>>;

/**
 * The paper's Fig. 21 for two dimensions: one row a network, one column a reduction, a point a patch, coloured by degradation; CHI
 * below a panel is the mean over the runs.
 */
export function reductionsFigure(
  reduced: Reduced,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig21-reductions', axesNote = 'axes have no unit' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    axesNote,
    panels: Object.entries(reduced).flatMap(([row, all]) =>
      all
        .filter(({ dims }) => dims === 2)
        .map(({ reduction, points, chi }) => ({
          row,
          column: reduction,
          points,
          labels: sets.labels,
          note: `CHI ${chiText(chi.mean)}`,
        })),
    ),
  });
}
