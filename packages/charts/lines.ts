import { InputError } from '@ddr-lab/base/errors';
import {
  categoryTicks,
  checkSeries,
  errorBars,
  measured,
  seriesFrame,
  type SeriesOptions,
  spreadsWide,
} from './series';
import { type Figure, type Trace } from './figure';
import type { DataNotes } from './figure-data';
import { type Drawing, madeFigure } from './made';
import { plotText } from './text';
import { type MarkerStyle, markerStyles, recoloured } from './theme';

/** What `lines` takes. */
export interface LinesOptions extends SeriesOptions {
  /** Places along the axis: names (layers, evenly spaced) or numbers (iterations). */
  x: readonly string[] | readonly number[];
  /** A logarithmic x axis, for numbers only. Default false. */
  logarithmicX?: boolean;
  /**
   * What the legend lists in place of one entry a series, each list in rows of its own: the networks and the methods apart, say,
   * where a series is a pair of the two. These entries explain; they do not switch lines on and off.
   */
  legendRows?: readonly (readonly LineEntry[])[];
}

/** An entry of a legend of one's own: a line, with a marker where its style says so. */
export interface LineEntry {
  readonly name: string;
  readonly style: Omit<MarkerStyle, 'symbol'> & { readonly symbol?: string };
}

/**
 * Lines with markers and error bars (plus and minus one standard deviation): CHI along the layers, PSNR
 * along the iterations.
 *
 * @throws InputError when a series has another number of values than there are places.
 */
export function lines(options: LinesOptions): Figure {
  const { name, x, logarithmicX = false } = options;
  checkSeries(options, x.length);
  if (logarithmicX && (isNamed(x) || x.some((value) => value <= 0))) {
    throw new InputError(`The figure ${name}: a logarithmic x axis needs numbers above 0.`);
  }
  return madeFigure(draw, options);
}

const isNamed = (x: LinesOptions['x']): x is readonly string[] => typeof x[0] === 'string';

function draw(options: LinesOptions): Drawing {
  const { name, title, series, x, width = 'single', logarithmicX = false, legendRows } = options;
  const { logarithmic = spreadsWide(series) } = options;
  const { layout, look, names } = seriesFrame({
    ...options,
    logarithmic,
    fromZero: false,
    legendRows: legendRows?.map((row) => row.map((entry) => entry.name)),
  });
  const labels = series.map((one) => one.name);
  const styles = recoloured(labels, options.styles ?? markerStyles(labels), look.colours);
  const size = look.marker ?? 6;
  const ticks = isNamed(x)
    ? categoryTicks(x, look)
    : { axis: { type: logarithmicX ? 'log' : 'linear' }, hover: {} };
  const data = series.map(({ name: label, values }, index): Trace => ({
    type: 'scatter',
    mode: 'lines+markers',
    uid: `s${index}`,
    name: legendRows ? plotText(label) : (names[0][index] ?? plotText(label)),
    legendgroup: `s${index}`,
    meta: { series: label } satisfies DataNotes,
    x: isNamed(x) ? x.map(plotText) : [...x],
    y: values.map((value) => measured(value).mean),
    line: { color: styles[index].colour, width: 1.4, dash: styles[index].dash },
    marker: { color: styles[index].colour, symbol: styles[index].symbol, size },
    ...errorBars(values, styles[index].colour, { logarithmic }),
    ...(legendRows ? { showlegend: false } : {}),
    ...ticks.hover,
  }));
  for (const [row, entries] of (legendRows ?? []).entries()) {
    const still = { itemclick: false, itemdoubleclick: false };
    Object.assign(layout[row === 0 ? 'legend' : `legend${row + 1}`] as object, still);
    if (names[row].length > 0)
      data.push(...entries.map((entry, i) => entryTrace(entry, { row, i, name: names[row][i], size })));
  }
  Object.assign(layout.xaxis as object, ticks.axis);
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** A trace without points, for the legend. */
function entryTrace(
  { style: { colour, symbol, dash } }: LineEntry,
  { row, i, name, size }: { row: number; i: number; name: string; size: number },
): Trace {
  return {
    type: 'scatter',
    mode: symbol === undefined ? 'lines' : 'lines+markers',
    uid: `l${row}-${i}`,
    name,
    legendgroup: `l${row}-${i}`,
    ...(row === 0 ? {} : { legend: `legend${row + 1}` }),
    x: [null],
    y: [null],
    hoverinfo: 'skip',
    line: { color: colour, width: 1.4, dash },
    ...(symbol === undefined ? {} : { marker: { color: colour, symbol, size } }),
  };
}
