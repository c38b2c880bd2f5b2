import type { ContentExperiment } from '../../analysis/without-content';
import type { DegradedSets } from '../../analysis/degraded-sets';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from './chi-text';

/** Maps of features as they are (above) and less what the versions of a patch share (below), a column a network. */
export function contentFigure(
  experiments: Readonly<Record<string, Pick<ContentExperiment, 'asTheyAre' | 'withoutContent'>>>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig8-content' } = options;
  const rows = { asTheyAre: 'as they are', withoutContent: 'without content' } as const;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: (Object.keys(rows) as (keyof typeof rows)[]).flatMap((key) =>
      Object.entries(experiments).map(([column, experiment]) => ({
        row: rows[key],
        column,
        points: experiment[key].points,
        labels: sets.labels,
        note: `CHI ${chiText(experiment[key].chi.mean)}`,
      })),
    ),
  });
}
