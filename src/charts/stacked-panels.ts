import { annotation } from './annotation';
import { checkFigureName, type Figure, type FigureWidth, type Trace, widthInPixels } from './figure';
import { plotText } from './text';
import { axis, baseLayout, colours, fontSize, type MarkerStyle, markerStyles } from './theme';
import { traceId } from './trace-id';

/** One line of a panel. */
export interface PanelLine {
  /** What the legend calls it; empty: not there, since the axis says it all. */
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Standard deviation of each value, drawn as error bars; left out: none. */
  readonly deviation?: readonly number[];
  /** Draw the line alone, thin and grey, with its name at its end: a reference such as bicubic. */
  readonly reference?: boolean;
}

/** One panel, with its own value axis. */
export interface Panel {
  /** The value axis: what and in which unit. */
  readonly title: string;
  readonly lines: readonly PanelLine[];
  readonly logarithmic?: boolean;
}

/** What `stackedPanels` takes. */
export interface StackedPanelsOptions {
  readonly name: string;
  readonly title?: string;
  /** From top to bottom; panels without lines are left out. */
  readonly panels: readonly Panel[];
  readonly xTitle: string;
  /** Places and texts of the ticks below; left out: Plotly's own. */
  readonly ticks?: { readonly at: readonly number[]; readonly text: readonly string[] };
  /** How lines look, by their names (those of references left out); default `markerStyles`. */
  readonly stylesOf?: (names: readonly string[]) => readonly MarkerStyle[];
  readonly width?: FigureWidth;
  /** Height of a panel on paper, inches; default 1.45. */
  readonly panelHeight?: number;
  /** Markers on the lines; default where a line has up to 20 points. */
  readonly markers?: boolean;
}

/** Between two panels, in pixels. */
const gap = 12;

/** How a line without a name looks. */
const unnamed = { colour: colours.blue, symbol: 'circle', dash: 'solid' };
const margin = { left: 50, right: 8, bottom: 36 };

/**
 * Panels one above the other over a common x axis: loss and PSNR along the iterations. Lines of equal name look alike
 * in all of them, and stand once in the legend.
 */
export function stackedPanels(options: StackedPanelsOptions): Figure {
  const { name, title, xTitle, ticks, width = 'single', panelHeight = 1.45 } = options;
  checkFigureName(name);
  const panels = options.panels.filter(({ lines }) => lines.length > 0);
  const names = [
    ...new Set(
      panels.flatMap(({ lines }) => lines.filter((line) => !line.reference && line.name).map((l) => l.name)),
    ),
  ];
  const looks = new Map((options.stylesOf ?? markerStyles)(names).map((look, i) => [names[i], look]));
  const legend = names.length > 0;
  const inner = panels.length * panelHeight * 96 + (panels.length - 1) * gap;
  const top = 8 + 20 * legendRows(names, widthInPixels(width) - margin.left - margin.right);
  const layout = baseLayout(width, inner + top + margin.bottom, { ...margin, top });
  const share = (panelHeight * 96) / inner;
  const step = (panelHeight * 96 + gap) / inner;
  const longest = Math.max(0, ...panels.flatMap(({ lines }) => lines.map(({ x }) => x.length)));
  const markers = options.markers ?? longest <= 20;
  const data: Trace[] = [];
  const seen = new Set<string>();
  const annotations: Record<string, unknown>[] = [];
  panels.forEach(({ title: valueTitle, lines, logarithmic = false }, p) => {
    const suffix = p === 0 ? '' : String(p + 1);
    const upper = 1 - p * step;
    layout[`yaxis${suffix}`] = {
      ...axis(plotText(valueTitle)),
      domain: [Math.max(0, upper - share), upper],
      showgrid: true,
      gridcolor: '#e6e6e6',
      gridwidth: 0.5,
      ...(logarithmic ? logarithmicTicks(lines) : { type: 'linear', rangemode: 'normal', nticks: 5 }),
    };
    for (const line of lines) {
      if (line.reference) {
        annotations.push(referenceName(line, suffix, logarithmic));
        data.push({
          type: 'scatter',
          mode: 'lines',
          uid: traceId(p, line.name),
          name: plotText(line.name),
          x: [...line.x],
          y: [...line.y],
          yaxis: `y${suffix}`,
          showlegend: false,
          line: { color: '#888888', width: 0.9, dash: 'dash' },
        });
        continue;
      }
      const { colour, symbol, dash } = looks.get(line.name) ?? unnamed;
      data.push({
        type: 'scatter',
        mode: markers ? 'lines+markers' : 'lines',
        uid: traceId(p, line.name),
        name: plotText(line.name),
        legendgroup: line.name,
        showlegend: line.name !== '' && !seen.has(line.name),
        x: [...line.x],
        y: [...line.y],
        yaxis: `y${suffix}`,
        line: { color: colour, width: 1.4, dash },
        marker: { color: colour, symbol, size: 6 },
        ...errorBars(line, colour, logarithmic),
      });
      seen.add(line.name);
    }
  });
  layout.xaxis = {
    ...axis(plotText(xTitle)),
    anchor: panels.length > 1 ? `y${panels.length}` : 'y',
    ...(ticks
      ? { tickvals: [...ticks.at], ticktext: ticks.text.map(plotText) }
      : { nticks: 6, rangemode: 'tozero' }),
  };
  layout.annotations = annotations;
  layout.showlegend = legend;
  layout.legend = {
    orientation: 'h',
    x: 0,
    xanchor: 'left',
    y: 1,
    yanchor: 'bottom',
    font: { size: fontSize.normal },
    bgcolor: 'rgba(0,0,0,0)',
  };
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** How many rows Plotly needs for a legend: a sample of its line and some six pixels a letter for each name. */
function legendRows(names: readonly string[], room: number): number {
  let rows = 0;
  let used = Infinity;
  for (const name of names) {
    const entry = 46 + 6.4 * name.length;
    if (used + entry > room) {
      rows++;
      used = 0;
    }
    used += entry;
  }
  return rows;
}

/** A decade's ends, or where the values span less than two decades also 2 and 5 within. */
function logarithmicTicks(lines: readonly PanelLine[]): Record<string, unknown> {
  const values = lines.flatMap(({ y }) => y).filter((value) => value > 0);
  const decades = Math.log10(Math.max(...values) / Math.min(...values));
  return { type: 'log', dtick: decades < 2 ? 'D2' : 1, exponentformat: 'none' };
}

/** Error bars; on a logarithmic axis one that would reach zero ends at a tenth of its value. */
function errorBars({ y, deviation }: PanelLine, colour: string, logarithmic: boolean): object {
  if (!deviation) return {};
  const below = deviation.map((value, i) => (logarithmic ? Math.min(value, 0.9 * y[i]) : value));
  return {
    error_y: {
      type: 'data',
      symmetric: false,
      array: [...deviation],
      arrayminus: below,
      color: colour,
      thickness: 0.9,
      width: 2.5,
    },
  };
}

/** The name of a reference line, above its right end. */
function referenceName(line: PanelLine, suffix: string, logarithmic: boolean): Record<string, unknown> {
  const y = line.y[line.y.length - 1];
  return annotation(line.name, line.x[line.x.length - 1], logarithmic ? Math.log10(y) : y, {
    xref: 'x',
    yref: `y${suffix}`,
    xanchor: 'right',
    yanchor: 'bottom',
    font: { size: fontSize.small, color: '#666666' },
  });
}
