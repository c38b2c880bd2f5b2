import type { Figure, FigureWidth, Trace } from '../figure';
import { lines } from '../lines';
import { networkStyles } from '../network-styles';
import { plotText } from '../text';
import { greyInk } from '../theme';
import type { Reduced } from './fig21-reductions';

/** What `reductionDimensionsFigure` takes. */
export interface ReductionDimensionsOptions {
  /** The file's name; default `fig21-dimensions`. */
  readonly name?: string;
  readonly title?: string;
  /** `single` (3.5 in, default) or `double` (7.16 in). */
  readonly width?: FigureWidth;
}

/** CSS pixels: networks are listed in one row, reductions in the next. */
const legendRow = 20;

/** Dashes stand for the reductions, in the order in which they first appear; colours and markers for the networks. */
const dashes = ['dot', 'solid', 'dash', 'dashdot', 'longdash'];

/**
 * CHI by the number of dimensions, one line a network and reduction; mean and standard deviation over the runs. The network is
 * the line's colour and marker, the reduction its dash; the legend
 * lists the two apart.
 */
export function reductionDimensionsFigure(
  reduced: Reduced,
  options: ReductionDimensionsOptions = {},
): Figure {
  const { name = 'fig21-dimensions', title, width = 'single' } = options;
  const networks = Object.keys(reduced);
  const all = Object.values(reduced);
  const counts = [...new Set(all[0].map(({ dims }) => dims))];
  const reductions = [...new Set(all.flat().map(({ reduction }) => reduction))];
  const looks = networkStyles(networks);
  const pairs = networks.flatMap((network, n) =>
    reductions.map((reduction, r) => ({
      network,
      reduction,
      style: { ...looks[n], dash: dashes[r % dashes.length] },
    })),
  );
  const figure = lines({
    name,
    title,
    width,
    height: 2.6,
    x: counts.map(String),
    categoryTitle: 'dimensions',
    valueTitle: 'CHI (by degradation)',
    logarithmic: true,
    styles: pairs.map(({ style }) => style),
    series: pairs.map(({ network, reduction }) => ({
      name: `${network}, ${reduction}`,
      values: counts.map(
        (count) =>
          reduced[network].find((one) => one.reduction === reduction && one.dims === count)?.chi ?? NaN,
      ),
    })),
  });
  const entry = (text: string, index: number, look: object): Trace => ({
    type: 'scatter',
    uid: `l${index}`,
    name: plotText(text),
    x: [null],
    y: [null],
    hoverinfo: 'skip',
    ...look,
  });
  const entries = [
    ...networks.map((network, n) =>
      entry(network, n, {
        mode: 'lines+markers',
        line: { color: looks[n].colour, width: 1.4 },
        marker: { color: looks[n].colour, symbol: looks[n].symbol, size: 6 },
      }),
    ),
    ...reductions.map((reduction, r) =>
      entry(reduction, networks.length + r, {
        mode: 'lines',
        legend: 'legend2',
        line: { color: greyInk, width: 1.4, dash: dashes[r % dashes.length] },
      }),
    ),
  ];
  const layout = { ...figure.layout };
  const margin = { ...(layout.margin as { t: number; b: number }), t: 2 * legendRow + 6 };
  const plotHeight = layout.height - margin.t - margin.b;
  const legend = { ...(layout.legend as object), itemclick: false, itemdoubleclick: false };
  Object.assign(layout, {
    margin,
    legend: { ...legend, y: 1 + (legendRow + 1) / plotHeight },
    legend2: { ...legend, y: 1 + 1 / plotHeight },
  });
  return {
    ...figure,
    layout,
    data: [...figure.data.map((trace) => ({ ...trace, showlegend: false })), ...entries],
  };
}
