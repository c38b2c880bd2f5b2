import type { Contrast } from '../../analysis/contrast';
import type { Figure } from '../figure';
import type { FigureOptions } from '../figure-options';
import { scatterGrid } from '../scatter-grid';
import { colours, ink, markerStyles, type MarkerStyle } from '../theme';
import { chiText } from './chi-text';

/** What figures of contrasts take. */
export interface ContrastGridOptions extends FigureOptions {
  readonly name: string;
}

/** A contrast and its place in the grid. */
export interface ContrastPanel {
  readonly row: string;
  readonly column: string;
  readonly contrast: Contrast;
}

/** Classes are told by colours that no degradation has in other figures where these are few. */
const classColours = [colours.orange, colours.sky, colours.purple, ...Object.values(colours)];

/**
 * Contrasts of the same images: a point a patch, its class in colour and its degradation in the marker's shape. Below
 * each panel CHI of the same points by class and by degradation (mean over the runs).
 */
export function contrastGrid(panels: readonly ContrastPanel[], options: ContrastGridOptions): Figure {
  const { classes, sets, classOf } = panels[0].contrast;
  const { degradations } = sets;
  const shapes = markerStyles(degradations);
  const style = (label: number, degradation: number): MarkerStyle => ({
    ...shapes[degradation],
    colour: classColours[label % classColours.length],
  });
  const pairs = classes.flatMap((_, label) => degradations.map((_, k) => ({ label, k })));
  return scatterGrid({
    ...options,
    labelNames: pairs.map(({ label, k }) => `${classes[label]}, ${degradations[k]}`),
    styles: pairs.map(({ label, k }) => style(label, k)),
    legendEntries: [
      ...classes.map((text, label) => ({ name: text, style: { ...style(label, 0), symbol: 'square' } })),
      ...degradations.map((text, k) => ({ name: text, style: { ...shapes[k], colour: ink } })),
    ],
    panels: panels.map(({ row, column, contrast: { runs, byClass, byDegradation } }) => ({
      row,
      column,
      points: runs[0].points,
      labels: Int32Array.from(classOf, (label, i) => label * degradations.length + sets.labels[i]),
      note: `CHI class ${chiText(byClass.mean)} · degr. ${chiText(byDegradation.mean)}`,
    })),
  });
}
