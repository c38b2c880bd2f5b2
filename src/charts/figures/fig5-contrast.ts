import type { Contrast } from '../../analysis/contrast';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { contrastGrid } from './contrast-grid';

/**
 * The paper's Fig. 1 and 5: a column a network, a point a patch. The same map is drawn twice: coloured by class above, by
 * degradation below, each with CHI by these labels (mean over the runs).
 *
 * @param contrasts by the networks' names; of the same images under the same degradations
 */
export function contrastFigure(
  contrasts: Readonly<Record<string, Contrast>>,
  options: FigureOptions = {},
): Figure {
  const panels = (['class', 'degradation'] as const).flatMap((by) =>
    Object.entries(contrasts).map(([column, contrast]) => ({ row: `by ${by}`, column, contrast, by })),
  );
  return contrastGrid(panels, { name: 'fig5-contrast', ...options });
}
