import type { Cameras } from '../../analysis/cameras';
import type { DegradedSets } from '../../analysis/degraded-sets';
import type { Figure } from '../figure';
import type { FigureOptions } from '../figure-options';
import { scatterGrid } from '../scatter-grid';
import { colours, ink, markerStyles, type MarkerStyle } from '../theme';
import { chiText } from './chi-text';
import type { Analyses } from './fig6-clusters';

const cameraColours = [colours.blue, colours.vermillion, colours.green, colours.purple];

/**
 * The paper's Fig. 12: one row a network, one column a layer; a point is a patch, its camera in colour, its quality in the
 * marker's shape. Below each panel CHI by set.
 */
export function camerasFigure(
  analyses: Analyses,
  { sets }: { readonly sets: readonly Pick<Cameras['sets'][number], 'camera' | 'quality'>[] },
  patches: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig12-cameras' } = options;
  const cameras = [...new Set(sets.map(({ camera }) => camera))];
  const shapes = markerStyles(['high', 'low']);
  const styles = sets.map(({ camera, quality }): MarkerStyle => ({
    ...shapes[quality === 'high' ? 0 : 1],
    colour: cameraColours[cameras.indexOf(camera) % cameraColours.length],
  }));
  return scatterGrid({
    ...options,
    name,
    labelNames: patches.degradations,
    styles,
    legendEntries: [
      ...cameras.map((camera, i) => ({
        name: camera,
        style: { ...shapes[0], symbol: 'square', colour: cameraColours[i % cameraColours.length] },
      })),
      ...['high', 'low'].map((quality, i) => ({ name: quality, style: { ...shapes[i], colour: ink } })),
    ],
    panels: Object.entries(analyses).flatMap(([row, layers]) =>
      layers.map(({ layer, runs, chi }) => ({
        row,
        column: layer,
        points: runs[0].points,
        labels: patches.labels,
        note: `CHI ${chiText(chi.mean)}`,
      })),
    ),
  });
}
