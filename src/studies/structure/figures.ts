import type { Contrast } from '../../analysis/contrast';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { contrastGrid } from '../../charts/contrast-grid';

/**
 * The paper's Fig. 18 to 20: a row a network, a column a layer. All layers are drawn twice: coloured by class at the left, by
 * degradation at the right, each with CHI by these labels (mean over the runs).
 *
 * @param contrasts by the networks' names, at the same layers (`layerContrasts`), of the same images
 */
export function contrastLayersFigure(
  contrasts: Readonly<Record<string, readonly Contrast[]>>,
  options: FigureOptions = {},
): Figure {
  const panels = Object.entries(contrasts).flatMap(([row, layers]) =>
    (['class', 'degradation'] as const).flatMap((by) =>
      layers.map((contrast) => ({ row, column: contrast.layer, group: `coloured by ${by}`, contrast, by })),
    ),
  );
  return contrastGrid(panels, { name: 'fig18-contrast', ...options });
}
