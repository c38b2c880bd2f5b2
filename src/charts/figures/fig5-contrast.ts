import type { Contrast } from '../../analysis/contrast';
import type { Figure } from '../figure';
import type { PatchSheet } from '../patches';
import { scatterGrid } from '../scatter-grid';
import { colours, ink, markerStyles, type MarkerStyle } from '../theme';
import { chiText } from './chi-text';

/** What `contrastFigure` takes. */
export interface ContrastFigureOptions {
  readonly name?: string;
  readonly title?: string;
  /** The row's title, the images' set say. */
  readonly row?: string;
  /** Patches that appear under the cursor. */
  readonly patches?: PatchSheet;
}

/** Classes are told by colours that no degradation has in other figures where these are few. */
const classColours = [colours.orange, colours.sky, colours.purple, ...Object.values(colours)];

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
  const { name = 'fig5-contrast', row = '', title, patches } = options;
  const all = Object.entries(contrasts);
  const { classes, sets, classOf } = all[0][1];
  const { degradations } = sets;
  const shapes = markerStyles(degradations);
  const style = (label: number, degradation: number): MarkerStyle => ({
    ...shapes[degradation],
    colour: classColours[label % classColours.length],
  });
  const pairs = classes.flatMap((_, label) => degradations.map((_, k) => ({ label, k })));
  return scatterGrid({
    name,
    title,
    patches,
    labelNames: pairs.map(({ label, k }) => `${classes[label]}, ${degradations[k]}`),
    styles: pairs.map(({ label, k }) => style(label, k)),
    legend: [
      ...classes.map((text, label) => ({ name: text, style: { ...style(label, 0), symbol: 'square' } })),
      ...degradations.map((text, k) => ({ name: text, style: { ...shapes[k], colour: ink } })),
    ],
    panels: all.map(([network, { runs, byClass, byDegradation }]) => ({
      row,
      column: network,
      points: runs[0].points,
      labels: Int32Array.from(classOf, (label, i) => label * degradations.length + sets.labels[i]),
      note: `CHI class ${chiText(byClass.mean)} · degr. ${chiText(byDegradation.mean)}`,
    })),
  });
}
