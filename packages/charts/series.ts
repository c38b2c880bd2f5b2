import { InputError } from '@ddr-lab/base/errors';
import { valueAxis } from './axes';
import { chartFrame } from './chart-frame';
import { checkFigureName, type FigureOptions, type Layout } from './figure';
import { pixelsPerInch, type ResolvedLook, resolveLook } from './look';
import { fitText, plotLines, plotText } from './text';
import { axis, baseLayout, type MarkerStyle } from './theme';

/** One number with its uncertainty, as the cluster metrics give it over several t-SNE runs. */
export interface Measured {
  readonly mean: number;
  readonly standardDeviation?: number;
}

/** One line, or the bars of one colour. */
export interface Series {
  /** What the legend calls it. */
  name: string;
  /** One value for each category (or each x); numbers stand for a mean without an error bar. NaN: a gap. */
  values: readonly (number | Measured)[];
}

/** What `bars` and `lines` have in common. Their width is `single` and their height 2.3 inches where nothing else is said. */
export interface SeriesOptions extends FigureOptions {
  name: string;
  series: readonly Series[];
  /** The value axis: what and in which unit. */
  valueTitle: string;
  /** What the categories (or the x axis) are. */
  categoryTitle?: string;
  /** How each series looks; default `markerStyles` of their names. */
  styles?: readonly MarkerStyle[];
  /**
   * A logarithmic value axis. By default where all values are above 0 and the largest is over 50 times the smallest. Error bars on
   * it that would reach below a tenth of their value, or 0, are drawn upward alone.
   */
  logarithmic?: boolean;
}

/** Each value as a mean and a standard deviation. */
export function measured(value: number | Measured): Measured {
  return typeof value === 'number' ? { mean: value } : value;
}

/**
 * Refuses series that do not match their categories.
 *
 * @throws InputError
 */
export function checkSeries({ name, series, logarithmic }: SeriesOptions, count: number): void {
  checkFigureName(name);
  if (series.length === 0 || count === 0) throw new InputError(`The figure ${name} has nothing to draw.`);
  for (const one of series) {
    if (one.values.length !== count) {
      throw new InputError(
        `The figure ${name}: the series ${one.name} has ${one.values.length} values for ${count} places.`,
      );
    }
    const bad = logarithmic ? one.values.find((value) => measured(value).mean <= 0) : undefined;
    if (bad !== undefined) {
      throw new InputError(
        `The figure ${name}: the series ${one.name} holds ${measured(bad).mean}, which a logarithmic axis cannot show.`,
      );
    }
  }
}

/** Whether the values spread so far that only a logarithmic axis shows them all. */
export function spreadsWide(series: readonly Series[]): boolean {
  const means = series.flatMap(({ values }) => values.map((value) => measured(value).mean));
  const finite = means.filter(Number.isFinite);
  return finite.length > 0 && Math.min(...finite) > 0 && Math.max(...finite) > 50 * Math.min(...finite);
}

/** Height without a wish, inches. */
const usualHeight = 2.3;

/** CSS pixels; ticks that are longer than a hundred lose their middle. */
const space = { left: 44, right: 8, ticks: 22, tick: 100, legend: 30, below: 44 };

/** The layout that bars and lines share, and what their traces need of it. */
export interface SeriesFrame {
  readonly layout: Layout;
  readonly look: ResolvedLook;
  /** The legend's entries as they fit, list by list. */
  readonly names: readonly (readonly string[])[];
}

/**
 * The layout that bars and lines share: named axes, a faint grid across, the legend above. `fromZero`: a
 * linear value axis starts at 0, as bars must.
 */
export function seriesFrame(
  options: SeriesOptions & {
    logarithmic: boolean;
    fromZero: boolean;
    legendRows?: readonly (readonly string[])[];
  },
): SeriesFrame {
  const { series, valueTitle, categoryTitle, logarithmic, fromZero } = options;
  const all = series.flatMap(({ values }) => values);
  const look = resolveLook({ ...options, ...errorNote(options.axesNote, all, logarithmic) }, 'single');
  const entries = options.legendRows ?? [series.map(({ name }) => name)];
  const { left, right, ticks: bottom } = space;
  const frame = chartFrame({ entries, left, right, bottom, title: categoryTitle }, look);
  const { margin } = frame;
  // What words above and below take beyond the usual is not taken from the chart.
  const spare = Math.max(0, margin.top - space.legend) + Math.max(0, margin.bottom - space.below);
  const height = look.height ?? Math.round(usualHeight * pixelsPerInch) + spare;
  const layout = baseLayout({ width: look.width, height }, margin, look);
  layout.xaxis = axis(frame.title, look);
  const values = all.map((value) => measured(value).mean);
  const length = height - margin.top - margin.bottom;
  layout.yaxis = {
    ...valueAxis({ title: valueTitle, values, logarithmic, length }, look),
    ...(fromZero && !logarithmic ? { rangemode: 'tozero' } : {}),
  };
  Object.assign(layout, frame.layout(height));
  return { layout, look, names: frame.legends.map(({ names }) => names) };
}

/** An axis of names, and what traces say of their places where the axis shows them otherwise. */
export interface CategoryTicks {
  readonly axis: object;
  readonly hover: object;
}

/**
 * An axis of names: as they are where they stand beside each other, else in two lines, else turned, without the middle of long
 * ones; only as many as the width holds. The whole names remain under the cursor.
 */
export function categoryTicks(names: readonly string[], { width, small }: ResolvedLook): CategoryTicks {
  const room = width - space.left - space.right;
  const slot = room / names.length - 6;
  const fits = (lines: readonly string[]): boolean => !lines.some((line) => line.includes('…'));
  const level = names.map((name) => fitText(name, slot, small, 2));
  const turned = names.map((name) => fitText(name, space.tick, small, 1));
  const lines = level.every(fits) ? level : turned;
  if (lines.every(([first, second], i) => second === undefined && first === names[i])) {
    return { axis: { type: 'category' }, hover: {} };
  }
  const most = level === lines ? names.length : Math.max(1, Math.floor(room / (small.size * 1.4)));
  const apart = Math.ceil(names.length / most);
  const kept = names.flatMap((_, i) => (i % apart === 0 ? [i] : []));
  return {
    axis: {
      type: 'category',
      tickmode: 'array',
      tickvals: kept.map((i) => plotText(names[i])),
      ticktext: kept.map((i) => plotLines(lines[i])),
    },
    hover: { hovertext: names.map(plotText), hoverinfo: 'text+y+name' },
  };
}

/** On a logarithmic axis a bar downward ends at this share of its value or above; one that would go on is not drawn. */
const lowest = 0.1;

/**
 * Plotly's error bars: plus and minus one standard deviation; nothing where no value has one. On a logarithmic axis a bar that
 * would reach below a tenth of its value is drawn upward alone: 0 and what is below have no place there, and a bar to the
 * axis's end would claim a value.
 */
export function errorBars(
  values: readonly (number | Measured)[],
  colour: string,
  { logarithmic }: { readonly logarithmic: boolean },
): object {
  const all = values.map(measured);
  const up = all.map(({ standardDeviation }) => standardDeviation ?? null);
  if (up.every((deviation) => deviation === null)) return {};
  const down = all.map((value, i) => (logarithmic && upwardOnly(value) ? 0 : up[i]));
  const bars = { type: 'data', array: up, color: colour, thickness: 0.9, width: 2.5 };
  const symmetric = down.every((deviation, i) => deviation === up[i]);
  return { error_y: symmetric ? bars : { ...bars, symmetric: false, arrayminus: down } };
}

/** Whether a value's error bar has no place below it on a logarithmic axis. */
function upwardOnly({ mean, standardDeviation = 0 }: Measured): boolean {
  return mean - standardDeviation < lowest * mean;
}

/** Said in the note of a figure with such bars. */
export const upwardNote = 'bars upward only: s.d. near or above the mean';

/** The axes' note of a chart: one's own words, and what there is to say of its error bars. */
export function errorNote(
  own: string | undefined,
  values: readonly (number | Measured)[],
  logarithmic: boolean,
): { axesNote?: string } {
  const upward = logarithmic && values.some((value) => upwardOnly(measured(value)));
  if (own !== undefined || !upward) return own === undefined ? {} : { axesNote: own };
  return { axesNote: upwardNote };
}
