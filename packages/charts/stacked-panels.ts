import { chartFrame } from './chart-frame';
import { errorBars, errorNote, type Measured, upwardNote } from './series';
import { checkFigureName, type Figure, type FigureOptions, type Trace } from './figure';
import { pixelsPerInch, resolveLook } from './look';
import type { DataNotes } from './figure-data';
import { type Drawing, madeFigure } from './made';
import { logarithmicTicks, placedTicks, type Ticks, valueAxis } from './axes';
import { plotText } from './text';
import { axis, baseLayout, colours, type MarkerStyle, markerStyles, recoloured } from './theme';
import { traceId } from './trace-id';

/** One line of a panel. */
export interface PanelLine {
  /** What the legend calls it; empty: not there, since the axis says it all. */
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** What each `x` stands for where it is drawn at another place, its logarithm say: the figure's table has these. */
  readonly standsFor?: readonly number[];
  /** Standard deviation of each value, drawn as error bars; left out: none. */
  readonly deviation?: readonly number[];
  /** Draw the line alone, thin, grey and dashed: a reference such as bicubic. */
  readonly reference?: boolean;
}

/** One panel, with its own value axis. */
export interface Panel {
  /** The value axis: what and in which unit. */
  readonly title: string;
  readonly lines: readonly PanelLine[];
  readonly logarithmic?: boolean;
}

/** What `stackedPanels` takes. Its width is `single` where nothing else is said. */
export interface StackedPanelsOptions extends FigureOptions {
  readonly name: string;
  /** From top to bottom; panels without lines are left out. */
  readonly panels: readonly Panel[];
  readonly xTitle: string;
  /** Ticks below; left out: Plotly's own. */
  readonly ticks?: Ticks;
  /** How lines look, by their names (those of references left out); default `markerStyles`. */
  readonly stylesOf?: (names: readonly string[]) => readonly MarkerStyle[];
  /** Height of a panel on paper where the figure's is not given, inches; default 1.45. */
  readonly panelHeight?: number;
  /** Markers on the lines; default where a line has up to 20 points. */
  readonly markers?: boolean;
  /** All logarithmic value axes show this, from the first to the second. Default: each what it holds. */
  readonly valueRange?: readonly [number, number];
}

/** Between two panels, and beside them, in pixels. */
const space = { gap: 12, left: 46, right: 8, bottom: 22 };

/** How a line without a name looks. */
const unnamed: MarkerStyle = { colour: colours.blue, symbol: 'circle', dash: 'solid' };

/**
 * Panels one above the other over a common x axis: loss and PSNR along the iterations. Lines of equal name look alike
 * in all of them, and stand once in the legend.
 */
export function stackedPanels(options: StackedPanelsOptions): Figure {
  checkFigureName(options.name);
  return madeFigure(draw, options);
}

function draw(options: StackedPanelsOptions): Drawing {
  const { name, title, xTitle, ticks, width = 'single', panelHeight = 1.45 } = options;
  const panels = options.panels.filter(({ lines }) => lines.length > 0);
  const all = panels.flatMap(({ lines }) => lines);
  const names = [...new Set(all.filter((line) => !line.reference && line.name).map((line) => line.name))];
  const references = [...new Set(all.filter((line) => line.reference).map((line) => line.name))];
  const listed = [...names, ...references];
  const upward = panels.some(
    ({ lines, logarithmic }) => logarithmic && errorNote(undefined, lines.flatMap(measuredOf), true).axesNote,
  );
  const look = resolveLook({ ...(upward ? { axesNote: upwardNote } : {}), ...options }, 'single');
  const styles = recoloured(names, (options.stylesOf ?? markerStyles)(names), look.colours);
  const looks = new Map(styles.map((one, i) => [names[i], one]));
  // One name alone is in the legend too: no axis says it.
  const frame = chartFrame(
    { ...space, title: xTitle, entries: [listed] },
    { ...look, legend: look.legend ?? listed.length > 0 },
  );
  const { margin } = frame;
  const [legend] = frame.legends;
  const around = margin.top + margin.bottom;
  const gaps = (panels.length - 1) * space.gap;
  const wanted = panels.length * panelHeight * pixelsPerInch + gaps + around;
  const height = look.height ?? Math.min(look.limit, wanted);
  const inner = Math.max(1, height - around);
  const panel = Math.max(1, (inner - gaps) / panels.length);
  const layout = baseLayout({ width: look.width, height }, margin, look);
  const longest = Math.max(0, ...all.map(({ x }) => x.length));
  const markers = options.markers ?? longest <= 20;
  const data: Trace[] = [];
  const seen = new Set<string>();
  panels.forEach(({ title: valueTitle, lines, logarithmic = false }, p) => {
    const suffix = p === 0 ? '' : String(p + 1);
    const upper = 1 - (p * (panel + space.gap)) / inner;
    layout[`yaxis${suffix}`] = {
      ...valueAxis(
        { title: valueTitle, values: lines.flatMap(({ y }) => y), logarithmic, length: panel, ticks: 5 },
        look,
      ),
      domain: [Math.max(0, upper - panel / inner), upper],
      ...(logarithmic && options.valueRange ? fixedPowers(options.valueRange) : {}),
    };
    for (const line of lines) {
      const style = line.reference
        ? referenceStyle
        : lineStyle(looks.get(line.name) ?? unnamed, markers, look.marker);
      data.push({
        type: 'scatter',
        uid: traceId(p, line.name),
        name: legend.names[listed.indexOf(line.name)] ?? plotText(line.name),
        legendgroup: line.name,
        meta: {
          ...(panels.length > 1 ? { panel: valueTitle } : {}),
          ...(line.name === '' ? {} : { series: line.name }),
          ...(line.standsFor === undefined ? {} : { x: line.standsFor }),
          titles: { x: xTitle },
        } satisfies DataNotes,
        showlegend: line.name !== '' && !seen.has(line.name),
        x: [...line.x],
        y: [...line.y],
        yaxis: `y${suffix}`,
        ...style,
        ...(line.reference
          ? {}
          : errorBars(measuredOf(line), (looks.get(line.name) ?? unnamed).colour, { logarithmic })),
      });
      seen.add(line.name);
    }
  });
  layout.xaxis = {
    ...axis(frame.title, look),
    anchor: panels.length > 1 ? `y${panels.length}` : 'y',
    ...(ticks
      ? placedTicks(ticks, look.width - space.left - space.right, look)
      : { nticks: 6, rangemode: 'tozero' }),
  };
  Object.assign(layout, frame.layout(height));
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

const referenceStyle = { mode: 'lines', line: { color: '#888888', width: 0.9, dash: 'dash' } };

function lineStyle({ colour, symbol, dash }: MarkerStyle, markers: boolean, size = 6): object {
  return {
    mode: markers ? 'lines+markers' : 'lines',
    line: { color: colour, width: 1.4, dash },
    marker: { color: colour, symbol, size },
  };
}

const measuredOf = ({ y, deviation }: PanelLine): (Measured | number)[] =>
  y.map((mean, i) => (deviation ? { mean, standardDeviation: deviation[i] } : mean));

function fixedPowers([low, high]: readonly [number, number]): object {
  const range = [Math.log10(low), Math.log10(high)];
  return { ...logarithmicTicks([low, high]), range, autorange: false };
}
