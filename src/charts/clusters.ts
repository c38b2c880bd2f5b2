import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { scatterGrid, type ScatterPanel } from '@ddr-lab/charts/scatter-grid';
import { scatterSpace } from '@ddr-lab/charts/scatter-space';
import type { LayerAnalysis } from '../analysis/analyse';
import type { DegradedSets } from '../analysis/degraded-sets';
import type { Contrast } from '../analysis/contrast';
import { classStyles } from '@ddr-lab/charts/styles';
import { markerStyles } from '@ddr-lab/charts/theme';

/** CHI as it stands below a panel: two decimals where it is small, else one. */
export function chiText(chi: number): string {
  return chi < 10 ? chi.toFixed(2) : chi.toFixed(1);
}

/** Several networks' analyses of the same patches, by the networks' names. */
export type Analyses = Readonly<Record<string, readonly LayerAnalysis[]>>;

/** What `clustersFigure` takes. */
export interface ClustersOptions extends FigureOptions {
  /** Which of the t-SNE runs is drawn; default the first. CHI below a panel is the mean over all runs. */
  readonly run?: number;
}

/**
 * The paper's Fig. 6: one row a network, one column a layer, a point a patch, coloured by degradation. Maps of three dimensions
 * (`analyse(..., { tsne: { dims: 3 } })`) can be turned where scripts run; pictures show them from one side.
 */
export function clustersFigure(
  analyses: Analyses,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: ClustersOptions = {},
): Figure {
  const { name = 'fig6-clusters', run = 0 } = options;
  const shown = Object.values(analyses).flatMap((layers) => layers.map(({ runs }) => runs[run].points));
  const draw = shown.every(({ columns }) => columns === 3) ? scatterSpace : scatterGrid;
  return draw({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: Object.entries(analyses).flatMap(([row, layers]) =>
      layers.map(({ layer, runs, chi }) => ({
        row,
        column: layer,
        points: runs[run].points,
        labels: sets.labels,
        note: `CHI ${chiText(chi.mean)}`,
      })),
    ),
  });
}

/** CHI from the first layer to the last, one line a network, mean and standard deviation over the t-SNE runs. */
export function chiFigure(analyses: Analyses, options: FigureOptions = {}): Figure {
  const { name = 'fig6-chi' } = options;
  const all = Object.entries(analyses);
  return lines({
    ...options,
    name,
    x: all[0][1].map(({ layer }) => layer),
    categoryTitle: 'layer',
    valueTitle: 'CHI (by degradation)',
    series: all.map(([network, layers]) => ({ name: network, values: layers.map(({ chi }) => chi) })),
    styles: networkStyles(all.map(([network]) => network)),
    logarithmic: true,
  });
}

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
