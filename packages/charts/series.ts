import { InputError } from '@ddr-lab/base/errors';
import { checkFigureName } from './figure';
import type { FigureOptions } from './figure-options';
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
