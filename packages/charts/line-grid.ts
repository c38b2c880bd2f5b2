import type { DataNotes } from './figure-data';
import { checkFigureName, type Figure, type FigureOptions, type Trace } from './figure';
import { InputError } from '@ddr-lab/base/errors';
import type { Interval } from '@ddr-lab/base/interval';
import { gridFrame } from './grid-frame';
import { gridLegend, gridWords } from './grid-words';
import { linesHeight } from './legend';
import { pixelsPerInch, resolveLook } from './look';
import { type Drawing, madeFigure } from './made';
import { axisTitle, placedTicks, type Ticks, valueAxis } from './axes';
import type { PanelLine } from './stacked-panels';
import { plotText } from './text';
import { axis, baseLayout, type MarkerStyle, markerStyles, recoloured } from './theme';
import { traceId } from './trace-id';

/** A line of a panel, with where each of its values may lie. */
export interface GridLine extends PanelLine {
  /** Drawn as bars, one a value; left out: none. */
  readonly intervals?: readonly Interval[];
}

/** One panel of the grid. */
export interface LineGridPanel {
  /** Rows and columns stand in the order in which they first appear. */
  readonly row: string;
  readonly column: string;
  readonly lines: readonly GridLine[];
}

/** What `lineGrid` takes. Its width is `double` where nothing else is said. */
export interface LineGridOptions extends FigureOptions {
  readonly name: string;
  readonly panels: readonly LineGridPanel[];
  /** The value axis, one for all panels: what and in which unit. */
  readonly valueTitle: string;
  /** What the x axis of each row is, by the row's name; default the name itself. */
  readonly xTitles?: Readonly<Record<string, string>>;
  /** Ticks below each row, by the row's name; left out: Plotly's own. */
  readonly xTicks?: Readonly<Record<string, Ticks>>;
  /** Logarithmic values; default false. */
  readonly logarithmic?: boolean;
  /** How lines look, by their names (those of references left out); default `markerStyles`. */
  readonly stylesOf?: (names: readonly string[]) => readonly MarkerStyle[];
  /** Height of a panel on paper where the figure's is not given, inches; default 1.35. */
  readonly panelHeight?: number;
}

/** CSS pixels at the final size. */
const space = { left: 46, gap: 12, widest: 320, least: 84, tick: 20, word: 8 };

/**
 * Small charts of lines in rows and columns: one value axis for all, one x axis a row, so that panels compare at a glance.
 * Lines of equal name look alike in all panels; a `reference` is thin, grey and dashed.
 *
 * @throws InputError where there is nothing to draw, or a logarithmic axis is asked for values of 0 and below.
 */
export function lineGrid(options: LineGridOptions): Figure {
  const { name, panels, logarithmic = false } = options;
  checkFigureName(name);
  const values = panels.flatMap(({ lines }) =>
    lines.flatMap(({ y, intervals = [] }) => [...y, ...intervals.flatMap(({ low, high }) => [low, high])]),
  );
  if (values.length === 0) throw new InputError(`The figure ${name} has nothing to draw.`);
  const bad = values.find((value) => !Number.isFinite(value) || (logarithmic && value <= 0));
  if (bad !== undefined) {
    throw new InputError(`The figure ${name} holds ${bad}, which its value axis cannot show.`);
  }
  return madeFigure(draw, options);
}

function draw(options: LineGridOptions): Drawing {
  const { name, title, panels, valueTitle, xTitles = {}, xTicks = {}, logarithmic = false } = options;
  const { width = 'double', panelHeight = 1.35 } = options;
  const look = resolveLook(options, 'double');
  const rows = [...new Set(panels.map(({ row }) => row))];
  const columns = [...new Set(panels.map(({ column }) => column))];
  const all = panels.flatMap(({ lines }) => lines);
  const names = [...new Set(all.filter((line) => !line.reference).map((line) => line.name))];
  const references = [...new Set(all.filter((line) => line.reference).map((line) => line.name))];
  const listed = [...names, ...references];
  const entries = (look.legend ?? listed.length > 1) ? listed : [];
  const request = {
    name,
    rows: rows.map(() => ''),
    columns,
    notes: [],
    entries,
    legend: 'above' as const,
    axesNote: look.axesNote ?? '',
    cell: { height: Math.round(panelHeight * pixelsPerInch) },
    ticksLeft: space.left,
    ticksBelow: space.tick + linesHeight(1, look.normal) + space.word,
    ...space,
  };
  const frame = gridFrame(request, look);
  const { plot, cell, at, across } = frame;
  const layout = baseLayout(frame, frame.margin, look);
  Object.assign(layout.margin as object, { autoexpand: false });
  Object.assign(layout, frame.heading);
  const styles = recoloured(names, (options.stylesOf ?? markerStyles)(names), look.colours);
  const looks = new Map(styles.map((style, i) => [names[i], style]));
  const values = all.flatMap(({ y, intervals = [] }) => [
    ...y,
    ...intervals.flatMap(({ low, high }) => [low, high]),
  ]);
  const range = valueRange(values, logarithmic);
  const seen = new Set<string>();
  const data: Trace[] = [];
  const annotations = gridWords(request, frame, look);
  panels.forEach(({ row, column, lines }, p) => {
    const suffix = p === 0 ? '' : String(p + 1);
    const place = columns.indexOf(column);
    const { x, y } = at(rows.indexOf(row), place);
    const first = place % across === 0;
    layout[`xaxis${suffix}`] = {
      ...axis(axisTitle(xTitles[row] ?? row, cell.width, look, 1), look),
      domain: [x / plot.width, (x + cell.width) / plot.width],
      anchor: `y${suffix}`,
      ...(xTicks[row]
        ? placedTicks(xTicks[row], cell.width, look)
        : {
            rangemode: 'tozero',
            nticks: Math.max(3, Math.min(6, Math.floor(cell.width / 32))),
            tickangle: 0,
          }),
    };
    layout[`yaxis${suffix}`] = {
      ...valueAxis(
        { title: first ? valueTitle : undefined, values, logarithmic, length: cell.height, ticks: 5 },
        look,
      ),
      domain: [1 - (y + cell.height) / plot.height, 1 - y / plot.height],
      anchor: `x${suffix}`,
      showticklabels: first,
      range,
    };
    for (const line of lines) {
      const style = looks.get(line.name);
      data.push({
        type: 'scatter',
        mode: style ? 'lines+markers' : 'lines',
        uid: traceId(p, line.name),
        name: frame.legend.names[listed.indexOf(line.name)] ?? plotText(line.name),
        legendgroup: line.name,
        meta: {
          series: line.name,
          panel: [row, column].filter(Boolean).join(', '),
          ...(line.standsFor === undefined ? {} : { x: line.standsFor }),
        } satisfies DataNotes,
        showlegend: !seen.has(line.name),
        x: [...line.x],
        y: [...line.y],
        ...(style && line.intervals ? bars(line.y, line.intervals, style.colour) : {}),
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        ...(style
          ? {
              line: { color: style.colour, width: 1.4, dash: style.dash },
              marker: { color: style.colour, symbol: style.symbol, size: look.marker ?? 6 },
            }
          : { line: { color: '#888888', width: 0.9, dash: 'dash' }, hoverinfo: 'skip' }),
      });
      seen.add(line.name);
    }
  });
  layout.annotations = annotations;
  layout.showlegend = entries.length > 0;
  layout.legend = gridLegend(frame, look, 'above');
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** From the lower end of each interval to the upper. */
const bars = (values: readonly number[], intervals: readonly Interval[], color: string): object => ({
  error_y: {
    type: 'data',
    symmetric: false,
    array: intervals.map(({ high }, i) => high - values[i]),
    arrayminus: intervals.map(({ low }, i) => values[i] - low),
    color,
    thickness: 0.9,
    width: 2.5,
  },
});

/** All values with a little air; a logarithmic axis takes exponents. */
function valueRange(values: readonly number[], logarithmic: boolean): [number, number] {
  const scaled = logarithmic ? values.map(Math.log10) : values;
  const low = Math.min(...scaled);
  const high = Math.max(...scaled);
  const air = 0.06 * (high - low) || 1;
  return [Number((low - air).toPrecision(4)), Number((high + air).toPrecision(4))];
}
