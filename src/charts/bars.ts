import { type Figure, type Trace } from './figure';
import { checkSeries, errorBars, measured, type SeriesOptions, spreadsWide } from './series';
import { seriesLayout } from './series-layout';
import { plotText } from './text';
import { ink, markerStyles } from './theme';

/** What `bars` takes. */
export interface BarsOptions extends SeriesOptions {
  /** The places along the axis: layers, degradations. */
  categories: readonly string[];
}

/**
 * Grouped bars with error bars (plus and minus one standard deviation), one group a category.
 *
 * @throws InputError when a series has another number of values than there are categories.
 */
export function bars(options: BarsOptions): Figure {
  const { name, title, series, categories, width = 'single' } = options;
  checkSeries(options, categories.length);
  const { logarithmic = spreadsWide(series) } = options;
  const styles = options.styles ?? markerStyles(series.map((one) => one.name));
  const data = series.map(({ name: label, values }, index): Trace => ({
    type: 'bar',
    uid: `s${index}`,
    name: plotText(label),
    x: categories.map(plotText),
    y: values.map((value) => measured(value).mean),
    marker: { color: styles[index].colour },
    ...errorBars(values, ink),
  }));
  const layout = seriesLayout({ ...options, logarithmic, fromZero: true });
  Object.assign(layout.xaxis as object, { type: 'category' });
  Object.assign(layout, { barmode: 'group', bargap: 0.3, bargroupgap: 0.08 });
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}
