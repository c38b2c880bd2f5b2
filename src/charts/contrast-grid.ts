import type { Contrast } from '../analysis/contrast';
import { classStyles } from '@ddr-lab/charts/styles';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { type ScatterPanel, scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { markerStyles } from '@ddr-lab/charts/theme';
import { chiText } from './clusters';

/** What figures of contrasts take. */
export interface ContrastGridOptions extends FigureOptions {
  readonly name: string;
}

/** What points are coloured by. */
export type Colouring = 'class' | 'degradation';

/** A contrast coloured in one way, and its place in the grid. */
export interface ContrastPanel {
  readonly row: string;
  readonly column: string;
  /** What stands above several columns; may be left out. */
  readonly group?: string;
  readonly contrast: Contrast;
  readonly by: Colouring;
}

/**
 * Contrasts of the same images: a point a patch, coloured by its class or by its degradation. Below each panel CHI of the same
 * points by the same labels (mean over the runs). Where the versions of a picture lie on one spot, each shows as a ring.
 */
export function contrastGrid(panels: readonly ContrastPanel[], options: ContrastGridOptions): Figure {
  const { classes, sets, classOf } = panels[0].contrast;
  const { degradations } = sets;
  const degradationOf = Int32Array.from(sets.labels, (label) => classes.length + label);
  return scatterGrid({
    ...options,
    labelNames: [...classes, ...degradations],
    styles: [...classStyles(classes.length), ...markerStyles(degradations)],
    panels: panels.map(
      ({ row, column, group, contrast: { runs, byClass, byDegradation }, by }): ScatterPanel => ({
        row,
        column,
        group,
        points: runs[0].points,
        labels: by === 'class' ? classOf : degradationOf,
        nested: by === 'degradation',
        note: `CHI ${chiText((by === 'class' ? byClass : byDegradation).mean)}`,
      }),
    ),
  });
}
