import type { Matrix } from '../arrays/matrix';
import { InputError } from '../errors';
import { annotation } from './annotation';
import { checkFigureName, type Figure, type FigureWidth, type Trace, widthInPixels } from './figure';
import type { PatchSheet } from './patches';
import { plotLines, plotText } from './text';
import { bareAxis, baseLayout, fontSize, greyInk, type MarkerStyle, markerStyles } from './theme';

/** One panel of the grid. */
export interface ScatterPanel {
  /** Its row's title, a network's name say. Rows and columns stand in the order in which they first appear. */
  row: string;
  /** Its column's title, a layer's name say. */
  column: string;
  /** One point a row; the first two columns are drawn. */
  points: Matrix;
  /** For each point the index of its label in `labelNames`. */
  labels: ArrayLike<number>;
  /** A few words below the panel, such as its CHI. */
  note?: string;
}

/** A line of a legend of one's own. */
export interface LegendEntry {
  readonly name: string;
  readonly style: MarkerStyle;
}

/** What `scatterGrid` takes. */
export interface ScatterGridOptions {
  name: string;
  title?: string;
  panels: readonly ScatterPanel[];
  /** What the labels are called in the legend: the degradations. */
  labelNames: readonly string[];
  /** How each label looks; default `markerStyles` of their names. */
  styles?: readonly MarkerStyle[];
  /**
   * What the legend lists in place of one entry a label: the colours and the marker shapes apart, say, where a label is a
   * pair of the two. These entries explain; they do not switch points on and off.
   */
  legend?: readonly LegendEntry[];
  /** `double` (7.16 in, default) or `single` (3.5 in). */
  width?: FigureWidth;
  /** Patches that appear under the cursor. */
  patches?: PatchSheet;
  /** For each point the number of its patch; by default point i shows patch i. */
  patchOfPoint?: ArrayLike<number>;
  /** Said once below the grid; by default that t-SNE's axes have no unit. Empty: nothing. */
  axesNote?: string;
}

/** CSS pixels at the final size. */
const space = {
  rowTitle: 20,
  columnTitle: 20,
  gap: 7,
  note: 18,
  legend: 26,
  legendRow: 19,
  axesNote: 130,
  widest: 200,
  margin: 2,
};

/**
 * The paper's Fig. 6: a grid of scatter plots, rows of networks by columns of layers, with one legend.
 * Panels are square with the same scale on both axes, and carry no ticks, as t-SNE's axes have no unit.
 *
 * @throws InputError naming the panel when labels and points do not match or a point is not finite.
 */
export function scatterGrid(options: ScatterGridOptions): Figure {
  const { name, title, panels, labelNames, width = 'double', patches } = options;
  const { axesNote = 't-SNE axes have no unit' } = options;
  checkFigureName(name);
  if (panels.length === 0) throw new InputError(`The figure ${name} has no panels.`);
  panels.forEach((panel) => checkPanel(panel, labelNames.length));
  if (options.styles && options.styles.length !== labelNames.length) {
    throw new InputError(
      `The figure ${name} has ${options.styles.length} styles for ${labelNames.length} labels.`,
    );
  }

  const rows = [...new Set(panels.map((panel) => panel.row))];
  const columns = [...new Set(panels.map((panel) => panel.column))];
  const noteHeight = panels.some((panel) => panel.note !== undefined) ? space.note : 0;
  const total = widthInPixels(width);
  const room = total - space.rowTitle - 2 * space.margin - (columns.length - 1) * space.gap;
  const side = Math.min(space.widest, Math.floor(room / columns.length));
  const pitch = { x: side + space.gap, y: side + noteHeight + space.gap };
  const plot = { width: columns.length * pitch.x - space.gap, height: rows.length * pitch.y - space.gap };
  const left = space.rowTitle + space.margin + Math.floor((room - columns.length * side) / 2);
  const styles = options.styles ?? markerStyles(labelNames);
  const entries = options.legend ?? labelNames.map((label, i) => ({ name: label, style: styles[i] }));
  const legendRows = countLegendRows(
    entries.map((entry) => entry.name),
    plot.width - (axesNote === '' ? 0 : space.axesNote),
  );
  const bottom = space.legend + (legendRows - 1) * space.legendRow;
  const layout = baseLayout(width, space.columnTitle + plot.height + bottom, {
    left,
    right: total - left - plot.width,
    top: space.columnTitle,
    bottom,
  });
  // The margins are exact: a legend that pushed them would leave panels that are not square.
  Object.assign(layout.margin as object, { autoexpand: false });

  const data: Trace[] = entries.map(legendTrace);
  const annotations: Record<string, unknown>[] = [];
  panels.forEach((panel, index) => {
    const x = columns.indexOf(panel.column) * pitch.x;
    const y = rows.indexOf(panel.row) * pitch.y;
    const suffix = index === 0 ? '' : String(index + 1);
    const span = squareRange(panel.points);
    layout[`xaxis${suffix}`] = {
      ...bareAxis(),
      domain: [x / plot.width, (x + side) / plot.width],
      anchor: `y${suffix}`,
      range: span.x,
    };
    layout[`yaxis${suffix}`] = {
      ...bareAxis(),
      domain: [1 - (y + side) / plot.height, 1 - y / plot.height],
      anchor: `x${suffix}`,
      range: span.y,
    };
    drawingOrder(labelNames.length).forEach(({ label, share }) => {
      const trace = panelTrace(panel, { label, share }, labelNames[label], styles[label], options);
      if (trace.customdata.length === 0) return;
      data.push({ ...trace, uid: `p${index}l${label}s${share}`, xaxis: `x${suffix}`, yaxis: `y${suffix}` });
    });
    if (panel.note !== undefined) {
      annotations.push(
        note(panel.note, (x + side / 2) / plot.width, 1 - (y + side) / plot.height, {
          yshift: -2,
          yanchor: 'top',
        }),
      );
    }
  });

  columns.forEach((column, index) => {
    const x = (index * pitch.x + side / 2) / plot.width;
    annotations.push(note(column, x, 1, { yanchor: 'bottom', yshift: 2, size: fontSize.normal }));
  });
  rows.forEach((row, index) => {
    const y = 1 - (index * pitch.y + side / 2) / plot.height;
    const turned = { textangle: -90, xanchor: 'right', xshift: -3, yanchor: 'middle', size: fontSize.normal };
    annotations.push(note(row, 0, y, turned));
  });
  if (axesNote !== '') {
    const corner = { xanchor: 'right', yanchor: 'bottom', yshift: 6 - bottom, colour: greyInk };
    annotations.push(note(axesNote, 1, 0, corner));
  }
  layout.annotations = annotations;
  layout.showlegend = true;
  layout.legend = {
    orientation: 'h',
    x: 0,
    xanchor: 'left',
    y: 3 / plot.height - bottom / plot.height,
    yanchor: 'bottom',
    font: { size: fontSize.normal },
    bgcolor: 'rgba(0,0,0,0)',
    tracegroupgap: 0,
    ...(options.legend ? { itemclick: false, itemdoubleclick: false } : {}),
  };
  return {
    name,
    ...(title === undefined ? {} : { title }),
    data,
    layout,
    width,
    ...(patches ? { patches } : {}),
  };
}

/** An entry is a marker of 40 CSS pixels and its name, at most 7 a letter; one row leaves room for the axes' note. */
function countLegendRows(names: readonly string[], room: number): number {
  const width = names.reduce((sum, name) => sum + 43 + 7 * name.length, 0);
  return Math.max(1, Math.ceil(width / room));
}

function checkPanel({ row, column, points, labels }: ScatterPanel, labelCount: number): void {
  const panel = `The panel ${row} / ${column}`;
  if (points.columns < 2)
    throw new InputError(`${panel} needs points with two columns, not ${points.columns}.`);
  if (points.rows === 0) throw new InputError(`${panel} has no points.`);
  if (labels.length !== points.rows) {
    throw new InputError(`${panel} has ${points.rows} points but ${labels.length} labels.`);
  }
  for (let i = 0; i < points.rows; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= labelCount) {
      throw new InputError(
        `${panel}: point ${i} has the label ${labels[i]}, but labels run from 0 to ${labelCount - 1}.`,
      );
    }
    if (
      !Number.isFinite(points.data[i * points.columns]) ||
      !Number.isFinite(points.data[i * points.columns + 1])
    ) {
      throw new InputError(`${panel}: point ${i} is not finite.`);
    }
  }
}

/** A trace without points: its marker in the legend is larger than those in the panels, and always there. */
function legendTrace({ name, style }: LegendEntry, label: number): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    uid: `l${label}`,
    name: plotText(name),
    legendgroup: `label ${label}`,
    x: [null],
    y: [null],
    hoverinfo: 'skip',
    marker: { color: style.colour, symbol: style.symbol, size: 8 },
  };
}

/** A part of the points of one label: of every `shares` of them, the one in place `share`. */
interface Layer {
  readonly label: number;
  readonly share: number;
}

const shares = 4;

/**
 * Where points lie on each other, no label may hide the others: each label's points are drawn in four
 * shares, and another label begins each time.
 */
function drawingOrder(labelCount: number): Layer[] {
  const order: Layer[] = [];
  for (let share = 0; share < shares; share++) {
    for (let turn = 0; turn < labelCount; turn++) order.push({ label: (turn + share) % labelCount, share });
  }
  return order;
}

/** The points of one layer. Coordinates keep four digits: far below a pixel, and half the file. */
function panelTrace(
  { points, labels }: ScatterPanel,
  { label, share }: Layer,
  labelName: string,
  style: MarkerStyle,
  { patches, patchOfPoint }: ScatterGridOptions,
): Trace & { customdata: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  const customdata: number[] = [];
  const hovertext: string[] = [];
  let place = 0;
  for (let i = 0; i < points.rows; i++) {
    if (labels[i] !== label || place++ % shares !== share) continue;
    const patch = patchOfPoint ? patchOfPoint[i] : i;
    const named = patches?.names?.[patch];
    x.push(Number(points.data[i * points.columns].toPrecision(4)));
    y.push(Number(points.data[i * points.columns + 1].toPrecision(4)));
    customdata.push(patch);
    hovertext.push(plotLines(named === undefined ? [labelName] : [labelName, named]));
  }
  return {
    type: 'scatter',
    mode: 'markers',
    name: plotText(labelName),
    legendgroup: `label ${label}`,
    x,
    y,
    customdata,
    hovertext,
    hoverinfo: 'text',
    showlegend: false,
    marker: {
      // Not `opacity`: a PDF would hold a transparency group for every point.
      color: translucent(style.colour),
      symbol: style.symbol,
      size: markerSize(style.symbol),
      line: { width: 0.3, color: '#ffffff' },
    },
  };
}

function translucent(colour: string): string {
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgba(${channels.join(',')},0.8)`;
}

/** CSS pixels; shapes that fill less of their square are drawn larger, so that all weigh the same. */
function markerSize(symbol: string): number {
  return /^(triangle|star|cross|diamond|pentagon)/.test(symbol) ? 5.4 : 4.5;
}

/** Ranges of equal length that hold all points with a little air, so that distances read the same both ways. */
function squareRange({ rows, columns, data }: Matrix): { x: number[]; y: number[] } {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < 2; d++) {
      low[d] = Math.min(low[d], data[i * columns + d]);
      high[d] = Math.max(high[d], data[i * columns + d]);
    }
  }
  const half = (Math.max(high[0] - low[0], high[1] - low[1]) / 2) * 1.1 || 1;
  const range = (d: number): number[] => {
    const middle = (low[d] + high[d]) / 2;
    return [Number((middle - half).toPrecision(6)), Number((middle + half).toPrecision(6))];
  };
  return { x: range(0), y: range(1) };
}

function note(
  text: string,
  x: number,
  y: number,
  {
    size = fontSize.small,
    colour,
    ...place
  }: { size?: number; colour?: string; [attribute: string]: unknown },
): Record<string, unknown> {
  const font = { size, ...(colour === undefined ? {} : { color: colour }) };
  return annotation(text, x, y, { font, ...place });
}
