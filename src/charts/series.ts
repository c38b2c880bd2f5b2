import { InputError } from '../errors';
import { checkFigureName, type FigureWidth } from './figure';
import type { MarkerStyle } from './theme';

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

/** What `bars` and `lines` have in common. */
export interface SeriesOptions {
  name: string;
  title?: string;
  series: readonly Series[];
  /** The value axis: what and in which unit. */
  valueTitle: string;
  /** What the categories (or the x axis) are. */
  categoryTitle?: string;
  /** `single` (3.5 in, default) or `double` (7.16 in). */
  width?: FigureWidth;
  /** Height on paper, inches; default 2.3. */
  height?: number;
  /** How each series looks; default `markerStyles` of their names. */
  styles?: readonly MarkerStyle[];
  /** A logarithmic value axis. By default where all values are above 0 and the largest is over 50 times the smallest. */
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

/** Plotly's error bars of one series; nothing where no value has an uncertainty. */
export function errorBars(values: readonly (number | Measured)[], colour: string): object {
  const deviations = values.map((value) => measured(value).standardDeviation ?? null);
  if (deviations.every((deviation) => deviation === null)) return {};
  return { error_y: { type: 'data', array: deviations, color: colour, thickness: 0.9, width: 2.5 } };
}
