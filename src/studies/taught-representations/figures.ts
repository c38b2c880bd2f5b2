import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { chiText } from '../../charts/clusters';
import type { RepresentationRow } from './taught-representations';

/** Maps of representations by the degrees of one degradation, a panel each. */
export function representationsFigure(
  rows: readonly RepresentationRow[],
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const [{ kind }] = rows;
  return scatterGrid({
    name: `c1-${kind}`,
    ...options,
    labelNames: sets.degradations,
    panels: rows.map(({ representation, map, degradation }) => ({
      row: '',
      column: representation,
      points: map,
      labels: sets.labels,
      note: `CHI ${chiText(degradation)}`,
    })),
  });
}
