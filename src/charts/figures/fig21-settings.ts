import type { DegradedSets } from '../../analysis/degraded-sets';
import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from './chi-text';

/** One t-SNE map of one network's points. */
export interface SettingMap {
  readonly network: string;
  /** What was set: `seed 2`, `perplexity 5`. */
  readonly setting: string;
  readonly points: Matrix;
  readonly chi: number;
}

/** The same points under one setting of t-SNE after the other: one row a network, one column a setting. */
export function tsneSettingsFigure(
  maps: readonly SettingMap[],
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig21-settings' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: maps.map(({ network, setting, points, chi }) => ({
      row: network,
      column: setting,
      points,
      labels: sets.labels,
      note: `CHI ${chiText(chi)}`,
    })),
  });
}
