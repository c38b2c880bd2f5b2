import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { checkFigureName, type Figure, type FigureOptions, type Trace } from './figure';
import type { DataNotes } from './figure-data';
import { gridFrame } from './grid-frame';
import { gridLegend, gridWords, noteBelow } from './grid-words';
import { resolveLook } from './look';
import { type Drawing, madeFigure } from './made';
import { panelRange, type PanelRange } from './axes';
import { type LegendEntry, legendTrace, outsiders, pointTraces } from './scatter-traces';
import { bareAxis, baseLayout, type MarkerStyle, markerStyles, recoloured } from './theme';

export type { LegendEntry } from './scatter-traces';

/** One panel of the grid. */
export interface ScatterPanel {
  /** Its row's title, a network's name say. Rows and columns stand in the order in which they first appear. */
  row: string;
  /** Its column's title, a layer's name say. */
  column: string;
  /** Columns of one group get its name once, above their own; may be left out. */
  group?: string;
  /** One point a row; the first two columns are drawn. */
  points: Matrix;
  /** For each point the index of its label in `labelNames`. */
  labels: ArrayLike<number>;
  /** A few words below the panel, such as its CHI. */
  note?: string;
  /**
   * Whether labels are drawn one upon the other, the first below and largest, so that where the points of all labels lie on one
   * spot each shows as a ring. Default false: all are of one size, none is above the others everywhere, and some points hide
   * others.
   */
  nested?: boolean;
}

/** What `scatterGrid` takes. */
export interface ScatterGridOptions extends FigureOptions {
  name: string;
  panels: readonly ScatterPanel[];
  /** What the labels are called in the legend: the degradations. */
  labelNames: readonly string[];
  /** How each label looks; default `markerStyles` of their names. */
  styles?: readonly MarkerStyle[];
  /**
   * What the legend lists in place of one entry a label: the colours and the marker shapes apart, say, where a label is a
   * pair of the two. These entries explain; they do not switch points on and off.
   */
  legendEntries?: readonly LegendEntry[];
  /** For each point the number of its patch; by default point i shows patch i. */
  patchOfPoint?: ArrayLike<number>;
  /**
   * What every panel shows, from `-span` to `span` on both axes. By default each panel shows its own points. A few far from all
   * others (2 % at most) do not squeeze them, but stand at the border, hollow; with `span` they stand at the border as they are.
   */
  span?: number;
}

/** Said below every map of t-SNE, once. */
const tsneNote = 't-SNE axes have no unit';

/** CSS pixels at the final size. */
const space = { widest: 200, least: 52, gap: 7 };

/** Markers' diameter, CSS pixels: a share of a panel's width, within bounds. */
const marker = { share: 1 / 36, smallest: 3, largest: 4.5 };

/**
 * The paper's Fig. 6: a grid of scatter plots, rows of networks by columns of layers, with one legend.
 * Panels are square with the same scale on both axes, and carry no ticks, as t-SNE's axes have no unit.
 * Where the width holds fewer columns than there are, the others follow below.
 *
 * @throws InputError naming the panel when labels and points do not match or a point is not finite.
 */
export function scatterGrid(options: ScatterGridOptions): Figure {
  const { name, panels, labelNames, styles } = options;
  checkFigureName(name);
  if (panels.length === 0) throw new InputError(`The figure ${name} has no panels.`);
  panels.forEach((panel) => checkPanel(panel, labelNames.length));
  if (styles && styles.length !== labelNames.length) {
    throw new InputError(`The figure ${name} has ${styles.length} styles for ${labelNames.length} labels.`);
  }
  return madeFigure(draw, options);
}

function draw(options: ScatterGridOptions): Drawing {
  const { name, title, panels, labelNames, patches, patchOfPoint, legendEntries } = options;
  const look = resolveLook(options, 'double');
  const rows = [...new Set(panels.map((panel) => panel.row))];
  const columns = columnsOf(panels);
  const columnOf = (panel: ScatterPanel): number => columns.findIndex((one) => isOf(panel, one));
  const ranges = panels.map((panel) => rangeOf(panel, options.span));
  const beyond = panels.some(({ points }, i) => outsiders({ points, range: ranges[i] }).size > 0);
  const hollow = options.span === undefined;
  const farther = hollow ? 'hollow marks: farther out' : 'marks at a border: farther out';
  const styles = recoloured(labelNames, options.styles ?? markerStyles(labelNames), look.colours);
  const all = legendEntries ?? labelNames.map((label, i) => ({ name: label, style: styles[i] }));
  const entries = look.legend === false ? [] : recolouredEntries(all, options);
  const axesNote = [look.axesNote ?? tsneNote, beyond ? farther : ''];
  const request = {
    name,
    rows,
    columns: columns.map(({ column }) => column),
    ...(columns.some(({ group }) => group !== '') ? { groups: columns.map(({ group }) => group) } : {}),
    notes: panels.flatMap(({ note }) => (note === undefined ? [] : [note])),
    entries: entries.map((entry) => entry.name),
    axesNote: axesNote.filter((words) => words !== '').join('; '),
    cell: { aspect: 1 },
    ...space,
  };
  const frame = gridFrame(request, look);
  const { plot, cell, at } = frame;
  const layout = baseLayout(frame, frame.margin, look);
  // The margins are exact: a legend that pushed them would leave panels that are not square.
  Object.assign(layout.margin as object, { autoexpand: false });
  Object.assign(layout, frame.heading);

  const data: Trace[] = entries.map((entry, i) => legendTrace({ ...entry, name: frame.legend.names[i] }, i));
  const annotations = gridWords(request, frame, look);
  panels.forEach((panel, index) => {
    const place = { row: rows.indexOf(panel.row), column: columnOf(panel) };
    const { x, y } = at(place.row, place.column);
    const suffix = index === 0 ? '' : String(index + 1);
    const range = ranges[index];
    layout[`xaxis${suffix}`] = {
      ...bareAxis(),
      domain: [x / plot.width, (x + cell.width) / plot.width],
      anchor: `y${suffix}`,
      range: [...range.x],
    };
    layout[`yaxis${suffix}`] = {
      ...bareAxis(),
      domain: [1 - (y + cell.height) / plot.height, 1 - y / plot.height],
      anchor: `x${suffix}`,
      range: [...range.y],
    };
    const { points, labels, note } = panel;
    const size = look.marker ?? usualMarker(cell.width);
    const traces = pointTraces({
      ...{ points, labels, range, labelNames, styles, patches, patchOfPoint, size, hollow },
      nested: panel.nested,
    });
    for (const trace of traces) {
      data.push({
        ...trace,
        uid: `p${index}${trace.uid as string}`,
        meta: { ...(trace.meta as DataNotes), panel: panelName(panel) },
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
      });
    }
    if (note !== undefined) annotations.push(noteBelow(note, place, frame, look));
  });
  layout.annotations = annotations;
  layout.showlegend = entries.length > 0;
  layout.legend = {
    ...gridLegend(frame, look),
    ...(legendEntries ? { itemclick: false, itemdoubleclick: false } : {}),
  };
  return {
    name,
    ...(title === undefined ? {} : { title }),
    data,
    layout,
    width: options.width ?? 'double',
    ...(patches ? { patches } : {}),
  };
}

const panelName = ({ row, group, column }: ScatterPanel): string =>
  [row, group ?? '', column].filter((word) => word !== '').join(', ');

type Column = Required<Pick<ScatterPanel, 'column' | 'group'>>;

/** Columns in the order in which they first appear; two of one name may be of two groups. */
function columnsOf(panels: readonly ScatterPanel[]): Column[] {
  const columns: Column[] = [];
  for (const panel of panels) {
    const known = columns.some((one) => isOf(panel, one));
    if (!known) columns.push({ column: panel.column, group: panel.group ?? '' });
  }
  return columns;
}

const isOf = (panel: ScatterPanel, { column, group }: Column): boolean =>
  panel.column === column && (panel.group ?? '') === group;

function rangeOf({ points }: ScatterPanel, span: number | undefined): PanelRange {
  return span === undefined ? panelRange(points) : { x: [-span, span], y: [-span, span] };
}

function usualMarker(width: number): number {
  return Number(Math.min(marker.largest, Math.max(marker.smallest, marker.share * width)).toFixed(2));
}

/** A legend of one's own follows colours by name. */
function recolouredEntries(entries: readonly LegendEntry[], { colours }: ScatterGridOptions): LegendEntry[] {
  const names = entries.map(({ name }) => name);
  const styles = recoloured(
    names,
    entries.map(({ style }) => style),
    Array.isArray(colours) ? undefined : colours,
  );
  return entries.map(({ name }, i) => ({ name, style: styles[i] }));
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
