import type { Cameras } from './cameras';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { classStyles } from '@ddr-lab/charts/styles';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { shades } from '@ddr-lab/charts/network-styles';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import type { MarkerStyle } from '@ddr-lab/charts/theme';
import { type Analyses, chiText } from '../../charts/clusters';

/**
 * The paper's Fig. 12: a point is a patch, its camera in colour and shape, its quality in the shade (low: pale). Of networks
 * and layers those that are more stand side by side, the others below each other. Below each panel CHI by set. Where the patches of a
 * scene lie on one spot, each shows as a ring.
 */
export function camerasFigure(
  analyses: Analyses,
  { sets }: { readonly sets: readonly Pick<Cameras['sets'][number], 'camera' | 'quality'>[] },
  patches: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig12-cameras' } = options;
  const cameras = [...new Set(sets.map(({ camera }) => camera))];
  const looks = classStyles(cameras.length);
  const styles = sets.map(({ camera, quality }): MarkerStyle => {
    const look = looks[cameras.indexOf(camera)];
    return quality === 'high' ? look : { ...look, colour: shades(look.colour, 5)[3] };
  });
  const networks = Object.entries(analyses);
  const layers = [...new Set(networks.flatMap(([, own]) => own.map(({ layer }) => layer)))];
  const across = networks.length > layers.length;
  const places = layers.flatMap((layer) => networks.map(([network]) => ({ layer, network })));
  return scatterGrid({
    ...options,
    name,
    labelNames: patches.degradations,
    styles,
    panels: places.flatMap(({ layer, network }) =>
      analyses[network]
        .filter((one) => one.layer === layer)
        .map(({ runs, chi }) => ({
          row: across ? layer : network,
          column: across ? network : layer,
          points: runs[0].points,
          labels: patches.labels,
          nested: true,
          note: `CHI ${chiText(chi.mean)}`,
        })),
    ),
  });
}
