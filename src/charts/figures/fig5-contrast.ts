import type { Contrast } from '../../analysis/contrast';
import type { Figure } from '../figure';
import { contrastGrid, type ContrastGridOptions } from './contrast-grid';

/** What `contrastFigure` takes. */
export interface ContrastFigureOptions extends Partial<ContrastGridOptions> {
  /** The row's title, the images' set say. */
  readonly row?: string;
}

/**
 * The paper's Fig. 1 and 5: networks side by side, a point a patch, its class in colour and its degradation in the
 * marker's shape. Below each panel CHI of the same points by class and by degradation (mean over the runs).
 *
 * @param contrasts by the networks' names; of the same images under the same degradations
 */
export function contrastFigure(
  contrasts: Readonly<Record<string, Contrast>>,
  options: ContrastFigureOptions = {},
): Figure {
  const { name = 'fig5-contrast', row = '' } = options;
  const panels = Object.entries(contrasts).map(([column, contrast]) => ({ row, column, contrast }));
  return contrastGrid(panels, { ...options, name });
}
