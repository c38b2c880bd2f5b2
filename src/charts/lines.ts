import { InputError } from '../errors';
import { type Figure, type Trace } from './figure';
import { checkSeries, errorBars, measured, type SeriesOptions, spreadsWide } from './series';
import { seriesLayout } from './series-layout';
import { plotText } from './text';
import { markerStyles } from './theme';

/** What `lines` takes. */
export interface LinesOptions extends SeriesOptions {
  /** Places along the axis: names (layers, evenly spaced) or numbers (iterations). */
  x: readonly string[] | readonly number[];
  /** A logarithmic x axis, for numbers only. Default false. */
  logarithmicX?: boolean;
}

/**
 * Lines with markers and error bars (plus and minus one standard deviation): CHI along the layers, PSNR
 * along the iterations.
 *
 * @throws InputError when a series has another number of values than there are places.
 */
export function lines(options: LinesOptions): Figure {
  const { name, title, series, x, width = 'single', logarithmicX = false } = options;
  checkSeries(options, x.length);
  const named = typeof x[0] === 'string';
  if (logarithmicX && (named || (x as readonly number[]).some((value) => value <= 0))) {
    throw new InputError(`The figure ${name}: a logarithmic x axis needs numbers above 0.`);
  }
  const { logarithmic = spreadsWide(series) } = options;
  const styles = options.styles ?? markerStyles(series.map((one) => one.name));
  const data = series.map(({ name: label, values }, index): Trace => ({
    type: 'scatter',
    mode: 'lines+markers',
    uid: `s${index}`,
    name: plotText(label),
    x: named ? (x as readonly string[]).map(plotText) : [...x],
    y: values.map((value) => measured(value).mean),
    line: { color: styles[index].colour, width: 1.4, dash: styles[index].dash },
    marker: { color: styles[index].colour, symbol: styles[index].symbol, size: 6 },
    ...errorBars(values, styles[index].colour),
  }));
  const layout = seriesLayout({ ...options, logarithmic, fromZero: false });
  Object.assign(layout.xaxis as object, { type: named ? 'category' : logarithmicX ? 'log' : 'linear' });
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}
