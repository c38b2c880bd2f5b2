import { InputError } from '@ddr-lab/base/errors';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import { lines } from '@ddr-lab/charts/lines';
import { chooseRows, type SweepRow } from './rows';

/** Measures that spread over powers of ten are drawn by their logarithm. */
const isWide = (measure: string): boolean => /^(CHI|WD|BD)/.test(measure);

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the rows' values, as a logarithm where the measure is wide; NaN of none. */
function shown(measure: string, rows: readonly SweepRow[]): number {
  const mean = meanOf(rows.flatMap(({ value }) => (value === null ? [] : [value])));
  return isWide(measure) ? Math.log10(mean) : mean;
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** What `sweepHeatFigure` takes. */
export interface SweepHeatOptions extends FigureOptions {
  /** What is drawn, by its name in tables; default the first that there is. */
  readonly measure?: string;
  /** At which layer; default the last of each network. */
  readonly layer?: string;
}

/**
 * Networks by degradations as a map of numbers, a panel for each image set: means over the seeds, of CHI, WD and BD the decadic logarithm.
 *
 * @throws InputError for a measure or layer that no row has.
 */
export function sweepHeatFigure(all: readonly SweepRow[], options: SweepHeatOptions = {}): Figure {
  const { name = 'sweep-heat', measure = firstMeasure(all), layer = 'last', ...rest } = options;
  const rows = chooseRows(all, {
    measures: [measure],
    layers: all.some((row) => row.layer !== '') ? [layer] : undefined,
  });
  const ofDegradation = rows.some(({ degradation }) => degradation !== '');
  const isOneSet = distinct(rows.map(({ degradations }) => degradations)).length === 1;
  const columnOf = ({ degradations, degradation }: SweepRow): string =>
    !ofDegradation ? degradations : isOneSet ? degradation : `${degradations}: ${degradation}`;
  const y = distinct(rows.map(({ network }) => network));
  const x = distinct(rows.map(columnOf));
  const images = distinct(rows.map((row) => row.images));
  return heatGrid({
    title: `${measure} of each network under each degradation`,
    ...rest,
    name,
    x,
    y,
    xTitle: ofDegradation ? 'degradation' : 'degradations',
    yTitle: 'network',
    valueTitle: isWide(measure) ? `log10 ${measure}` : measure,
    digits: isWide(measure) ? 1 : 2,
    panels: images.map((title) => ({
      title,
      values: y.map((network) =>
        x.map((column) =>
          shown(
            measure,
            rows.filter((row) => row.images === title && row.network === network && columnOf(row) === column),
          ),
        ),
      ),
    })),
  });
}

/** What `sweepParallelFigure` takes. */
export interface SweepParallelOptions extends FigureOptions {
  /** The axes, by names in tables; default all that every network has, but for those of bicubic enlargement. */
  readonly measures?: readonly string[];
}

/**
 * Parallel coordinates: an axis a measure, from the least to the largest value there is, a line for each network under each set of
 * degradations. Values are means over seeds and degradations, at the last layer; of CHI, WD and BD the decadic logarithm.
 *
 * @throws InputError where fewer than two measures are to be drawn.
 */
export function sweepParallelFigure(all: readonly SweepRow[], options: SweepParallelOptions = {}): Figure {
  const { name = 'sweep-parallel', measures, ...rest } = options;
  const axes = measures ?? distinct(all.map(({ measure }) => measure)).filter((one) => !/bicubic/.test(one));
  const rows = chooseRows(all, {
    measures: axes,
    layers: all.some(({ layer }) => layer !== '') ? ['last'] : undefined,
  }).filter(({ degradations }) => degradations !== '');
  const severalImages = distinct(rows.map(({ images }) => images)).length > 1;
  const severalSets = distinct(rows.map(({ degradations }) => degradations)).length > 1;
  const lineOf = ({ network, degradations, images }: SweepRow): string =>
    [network, severalSets ? degradations : '', severalImages ? images : ''].filter(Boolean).join(', ');
  const named = distinct(rows.map(lineOf));
  const table = axes.map((measure) =>
    named.map((line) =>
      shown(
        measure,
        rows.filter((row) => row.measure === measure && lineOf(row) === line),
      ),
    ),
  );
  const drawn = [...axes.keys()].filter((i) => table[i].some(Number.isFinite));
  if (drawn.length < 2) throw new InputError('Parallel coordinates need two measures at least.');
  const ends = table.map((values) => {
    const finite = values.filter(Number.isFinite);
    return { low: Math.min(...finite), high: Math.max(...finite) };
  });
  const title = (i: number): string => {
    const [low, high] = [ends[i].low, ends[i].high].map((end) => Number(end.toPrecision(3)));
    return `${isWide(axes[i]) ? 'log10 ' : ''}${axes[i]} (${low} to ${high})`;
  };
  const place = (i: number, value: number): number => {
    const { low, high } = ends[i];
    return !Number.isFinite(value) ? NaN : high > low ? (value - low) / (high - low) : 0.5;
  };
  return lines({
    title: 'What each network measures, an axis a measure',
    width: 'double',
    ...rest,
    name,
    x: drawn.map(title),
    valueTitle: 'from least to largest',
    logarithmic: false,
    series: named.map((line, k) => ({ name: line, values: drawn.map((i) => place(i, table[i][k])) })),
  });
}

function firstMeasure(rows: readonly SweepRow[]): string {
  const known = distinct(rows.map(({ measure }) => measure));
  const found = known.includes('CHI') ? 'CHI' : known[0];
  if (found === undefined) throw new InputError('The sweep has no results yet; run it first.');
  return found;
}
