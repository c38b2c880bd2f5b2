import type { Contrast } from '../../analysis/contrast';
import type { Figure } from '../figure';
import { contrastGrid, type ContrastGridOptions } from './contrast-grid';

/**
 * The paper's Fig. 18 to 20: one row a network, one column a layer, class in colour and degradation in the marker's shape.
 *
 * @param contrasts by the networks' names, at the same layers (`layerContrasts`), of the same images
 */
export function contrastLayersFigure(
  contrasts: Readonly<Record<string, readonly Contrast[]>>,
  options: Partial<ContrastGridOptions> = {},
): Figure {
  const { name = 'fig18-contrast' } = options;
  const panels = Object.entries(contrasts).flatMap(([row, layers]) =>
    layers.map((contrast) => ({ row, column: contrast.layer, contrast })),
  );
  return contrastGrid(panels, { ...options, name });
}
