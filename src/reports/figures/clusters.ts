import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import type { Figure, PatchSheet } from '@ddr-lab/charts/figure';
import { chiText } from '../../charts/chi-text';
import { scatterGrid, type ScatterPanel } from '@ddr-lab/charts/scatter-grid';
import type { LayerReport, Report } from '../report';
import { layerColumns, shortName, shortNames } from './depths';

/**
 * The paper's Fig. 6 of a report: one row a network, its input's pixels and then its layers as columns, a point a patch, coloured by
 * degradation.
 */
export function reportClusters(
  { networks, settings, images }: Report,
  options: { readonly patches?: PatchSheet } = {},
): Figure {
  const { degradations } = settings;
  const { titles, layers, named } = layerColumns(networks);
  const rows = shortNames(
    networks.map(({ name }) => name),
    18,
  );
  const labels = degradations.flatMap((_, label) => Array<number>(images.patches).fill(label));
  const panel = (row: string, column: string, layer: LayerReport, note: string): ScatterPanel => ({
    row,
    column,
    points: createMatrix(labels.length, 2, Float64Array.from(layer.runs[0].points.flat())),
    labels,
    note,
  });
  const shown = layers[0].length < networks[0].layers.length ? ' Some of the layers.' : '';
  return scatterGrid({
    name: 'clusters',
    // However many networks there are.
    page: 'screen',
    title:
      'Projected features by layer: each point is a patch, its colour the degradation (point at it to see it). ' +
      `Below each panel CHI, the mean over ${settings.runs} runs of t-SNE, of which the first is drawn.${shown}`,
    ...(options.patches ? { patches: options.patches } : {}),
    labelNames: degradations,
    panels: networks.flatMap(({ pixels }, i) => [
      panel(rows[i], 'input pixels', pixels, `CHI ${chiText(pixels.chi.mean)}`),
      ...layers[i].map((layer, place) => {
        const which = named ? '' : `${shortName(layer.layer, 10)}: `;
        return panel(rows[i], titles[place], layer, `${which}CHI ${chiText(layer.chi.mean)}`);
      }),
    ]),
  });
}
