import { annotation } from './annotation';
import { checkFigureName, type Figure, type FigureWidth, type Trace, widthInPixels } from './figure';
import { InputError } from '../errors';
import type { PanelLine } from './stacked-panels';
import { plotText } from './text';
import { axis, baseLayout, fontSize, type MarkerStyle, markerStyles } from './theme';
import { traceId } from './trace-id';

/** One panel of the grid. */
export interface LineGridPanel {
  /** Rows and columns stand in the order in which they first appear. */
  readonly row: string;
  readonly column: string;
  readonly lines: readonly PanelLine[];
}

/** What `lineGrid` takes. */
export interface LineGridOptions {
  readonly name: string;
  readonly title?: string;
  readonly panels: readonly LineGridPanel[];
  /** The value axis, one for all panels: what and in which unit. */
  readonly valueTitle: string;
  /** What the x axis of each row is, by the row's name; default the name itself. */
  readonly xTitles?: Readonly<Record<string, string>>;
  /** Logarithmic values; default false. */
  readonly logarithmic?: boolean;
  /** How lines look, by their names (those of references left out); default `markerStyles`. */
  readonly stylesOf?: (names: readonly string[]) => readonly MarkerStyle[];
  readonly width?: FigureWidth;
  /** Height of a panel on paper, inches; default 1.35. */
  readonly panelHeight?: number;
}

/** CSS pixels at the final size. */
const space = { left: 50, right: 8, top: 46, columnGap: 12, rowGap: 44, bottom: 40 };

/**
 * Small charts of lines in rows and columns: one value axis for all, one x axis a row, so that panels compare at a glance.
 * Lines of equal name look alike in all panels; a `reference` is thin, grey and named in the first panel alone.
 *
 * @throws InputError where there is nothing to draw, or a logarithmic axis is asked for values of 0 and below.
 */
export function lineGrid(options: LineGridOptions): Figure {
  const { name, title, panels, valueTitle, xTitles = {}, logarithmic = false } = options;
  const { width = 'double', panelHeight = 1.35 } = options;
  checkFigureName(name);
  const values = panels.flatMap(({ lines }) => lines.flatMap(({ y }) => [...y]));
  if (values.length === 0) throw new InputError(`The figure ${name} has nothing to draw.`);
  const bad = values.find((value) => !Number.isFinite(value) || (logarithmic && value <= 0));
  if (bad !== undefined) {
    throw new InputError(`The figure ${name} holds ${bad}, which its value axis cannot show.`);
  }
  const rows = [...new Set(panels.map(({ row }) => row))];
  const columns = [...new Set(panels.map(({ column }) => column))];
  const plotWidth = widthInPixels(width) - space.left - space.right;
  const panelWidth = (plotWidth - (columns.length - 1) * space.columnGap) / columns.length;
  const height = panelHeight * 96;
  const plotHeight = rows.length * height + (rows.length - 1) * space.rowGap;
  const layout = baseLayout(width, space.top + plotHeight + space.bottom, {
    left: space.left,
    right: space.right,
    top: space.top,
    bottom: space.bottom,
  });
  Object.assign(layout.margin as object, { autoexpand: false });
  const names = [
    ...new Set(panels.flatMap(({ lines }) => lines.filter((l) => !l.reference).map((l) => l.name))),
  ];
  const looks = new Map((options.stylesOf ?? markerStyles)(names).map((look, i) => [names[i], look]));
  const range = valueRange(values, logarithmic);
  const seen = new Set<string>();
  const data: Trace[] = [];
  const annotations: Record<string, unknown>[] = [];
  panels.forEach(({ row, column, lines }, p) => {
    const suffix = p === 0 ? '' : String(p + 1);
    const left = columns.indexOf(column) * (panelWidth + space.columnGap);
    const upper = plotHeight - rows.indexOf(row) * (height + space.rowGap);
    const first = columns.indexOf(column) === 0;
    layout[`xaxis${suffix}`] = {
      ...axis(plotText(xTitles[row] ?? row)),
      domain: [left / plotWidth, Math.min(1, (left + panelWidth) / plotWidth)],
      anchor: `y${suffix}`,
      rangemode: 'tozero',
      nticks: 6,
    };
    layout[`yaxis${suffix}`] = {
      ...axis(first ? plotText(valueTitle) : undefined),
      domain: [Math.max(0, (upper - height) / plotHeight), upper / plotHeight],
      anchor: `x${suffix}`,
      showgrid: true,
      gridcolor: '#e6e6e6',
      gridwidth: 0.5,
      showticklabels: first,
      range,
      ...(logarithmic ? { type: 'log', dtick: 1, exponentformat: 'none' } : { type: 'linear', nticks: 5 }),
    };
    for (const line of lines) {
      const look = looks.get(line.name);
      data.push({
        type: 'scatter',
        mode: look ? 'lines+markers' : 'lines',
        uid: traceId(p, line.name),
        name: plotText(line.name),
        legendgroup: line.name,
        showlegend: look !== undefined && !seen.has(line.name),
        x: [...line.x],
        y: [...line.y],
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        ...(look
          ? {
              line: { color: look.colour, width: 1.4, dash: look.dash },
              marker: { color: look.colour, symbol: look.symbol, size: 6 },
            }
          : { line: { color: '#888888', width: 0.9, dash: 'dash' }, hoverinfo: 'skip' }),
      });
      if (!look && p === 0) annotations.push(referenceName(line, logarithmic));
      seen.add(line.name);
    }
  });
  columns.forEach((column, index) => {
    const x = (index * (panelWidth + space.columnGap) + panelWidth / 2) / plotWidth;
    annotations.push(annotation(column, x, 1, { yanchor: 'bottom', yshift: 4 }));
  });
  layout.annotations = annotations;
  layout.showlegend = names.length > 1;
  layout.legend = {
    orientation: 'h',
    x: 0,
    xanchor: 'left',
    y: 1 + 22 / plotHeight,
    yanchor: 'bottom',
    font: { size: fontSize.normal },
    bgcolor: 'rgba(0,0,0,0)',
  };
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** All values with a little air; a logarithmic axis takes exponents. */
function valueRange(values: readonly number[], logarithmic: boolean): [number, number] {
  const scaled = logarithmic ? values.map(Math.log10) : values;
  const low = Math.min(...scaled);
  const high = Math.max(...scaled);
  const air = 0.06 * (high - low) || 1;
  return [Number((low - air).toPrecision(4)), Number((high + air).toPrecision(4))];
}

/** The name of a reference line, above its right end. */
function referenceName({ name, x, y }: PanelLine, logarithmic: boolean): Record<string, unknown> {
  const last = y[y.length - 1];
  return annotation(name, x[x.length - 1], logarithmic ? Math.log10(last) : last, {
    xref: 'x',
    yref: 'y',
    xanchor: 'right',
    yanchor: 'bottom',
    font: { size: fontSize.small, color: '#666666' },
  });
}
