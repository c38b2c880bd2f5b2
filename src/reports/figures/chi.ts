import { annotation, changedFigure, type Drawing } from '@ddr-lab/charts/made';
import type { Figure } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { fontSize, greyInk } from '@ddr-lab/charts/theme';
import type { Report } from '../report';
import { chiFor, gradeBounds, type Counts } from '../../analysis/grade';
import { layerColumns, shortNames } from './depths';

/** Layers of which all are drawn; of more networks' and deeper ones' some. */
const MOST = 30;

/** CHI from the input's pixels to the last layer, one line a network, with the bounds of the verdict. */
export function reportChi({ networks, settings, images }: Report): Figure {
  const { titles, layers, named } = layerColumns(networks, MOST);
  const { degradations, runs } = settings;
  const names = shortNames(
    networks.map(({ name }) => name),
    32,
  );
  const figure = lines({
    name: 'chi',
    title: `CHI by degradation from the input's pixels to the last layer looked at: mean and standard deviation over ${runs} runs of t-SNE. Dotted: where the verdict turns.`,
    x: ['pixels', ...titles],
    categoryTitle: named ? 'layer' : 'depth of the layer',
    valueTitle: 'CHI (by degradation)',
    series: names.map((name, i) => ({
      name,
      values: [networks[i].pixels.chi, ...layers[i].map(({ chi }) => chi)],
    })),
    logarithmic: [...networks.map(({ pixels }) => pixels), ...layers.flat()].every(({ chi }) => chi.mean > 0),
    width: 'double',
  });
  const counts = { points: images.patches * degradations.length, groups: degradations.length };
  return changedFigure(figure, (drawing) => withBounds(drawing, counts));
}

/** Dotted lines across at the bounds. */
function withBounds(figure: Drawing, counts: Counts): Drawing {
  const logarithmic = (figure.layout.yaxis as { type: string }).type === 'log';
  const bounds = Object.entries(gradeBounds).map(([grade, { chi, raw }]) => ({
    grade,
    y: Math.max(raw, chiFor(chi, counts)),
  }));
  const shapes = bounds.map(({ y }) => ({
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: y,
    y1: y,
    line: { color: greyInk, width: 0.75, dash: 'dot' },
    layer: 'below',
  }));
  const annotations = bounds.map(({ grade, y }) =>
    annotation(grade, 0, logarithmic ? Math.log10(y) : y, {
      yref: 'y',
      xanchor: 'left',
      xshift: 2,
      yanchor: 'bottom',
      font: { size: fontSize.small, color: greyInk },
    }),
  );
  const kept = (figure.layout.annotations ?? []) as object[];
  return { ...figure, layout: { ...figure.layout, shapes, annotations: [...kept, ...annotations] } };
}
