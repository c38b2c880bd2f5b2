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
import { ink, markerStyles, recoloured } from './theme';

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
  checkSeries(options, options.categories.length);
  return madeFigure(draw, options);
}

function draw(options: BarsOptions): Drawing {
  const { name, title, series, categories, width = 'single' } = options;
  const { logarithmic = spreadsWide(series) } = options;
  const { layout, look, names } = seriesFrame({ ...options, logarithmic, fromZero: true });
  const labels = series.map((one) => one.name);
  const styles = recoloured(labels, options.styles ?? markerStyles(labels), look.colours);
  const ticks = categoryTicks(categories, look);
  const data = series.map(({ name: label, values }, index): Trace => ({
    type: 'bar',
    uid: `s${index}`,
    name: names[0][index] ?? plotText(label),
    legendgroup: `s${index}`,
    meta: { series: label } satisfies DataNotes,
    x: categories.map(plotText),
    y: values.map((value) => measured(value).mean),
    marker: { color: styles[index].colour },
    ...errorBars(values, ink, { logarithmic }),
    ...ticks.hover,
  }));
  Object.assign(layout.xaxis as object, ticks.axis);
  Object.assign(layout, { barmode: 'group', bargap: 0.3, bargroupgap: 0.08 });
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}
