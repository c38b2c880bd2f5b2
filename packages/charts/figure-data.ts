import type { Figure, Trace } from './figure';
import { letterText } from './text';

/** A cell of a figure's table. */
export type DataCell = string | number | null;

/** What a figure shows, one point, bar or picture a row. */
export interface FigureData {
  /** Columns that nothing stands in are left out. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DataCell[])[];
  /** Pictures as they were given, in the order of the rows. */
  readonly pictures: readonly FigurePicture[];
}

/** A picture that a figure shows. */
export interface FigurePicture {
  /** A data URI, enlarged without smoothing. */
  readonly source: string;
  /** Its size before that, pixels. */
  readonly height: number;
  readonly width: number;
}

/**
 * What a trace's `meta` says of its data, where it is drawn otherwise: shortened names, points moved to a border, places in the
 * room of names. Values stand in place of the trace's own, one a point.
 */
export interface DataNotes {
  /** Whether it shows no data: a trace of a diagram. */
  readonly drawing?: boolean;
  /** The panel's name. */
  readonly panel?: string;
  /** The series's whole name. */
  readonly series?: string;
  readonly x?: readonly (string | number)[];
  readonly y?: readonly (string | number)[];
  /** What a point stands for. */
  readonly value?: readonly number[];
  /** The title of `x`, `y` or `value` where no axis has it. */
  readonly titles?: { readonly x?: string; readonly y?: string; readonly value?: string };
  /** Of the trace of a grid of pictures: the words around each. */
  readonly pictures?: readonly PictureNotes[];
}

/** The words around a picture of a grid, and its size before it was enlarged. */
export interface PictureNotes {
  readonly group?: string;
  readonly row: string;
  readonly column: string;
  readonly note?: string;
  readonly height: number;
  readonly width: number;
}

type Row = Readonly<Record<string, DataCell | undefined>>;

/**
 * The numbers and words behind a figure, as a table: `panel`, `series`, the axes by their titles (`x` and `y` where they have none),
 * `deviation` (what the error bars show), `text`. Works on plain Plotly figures, too. Points of a map have the four digits that
 * are drawn; of an animation, the moment that pictures show.
 */
export function figureData(figure: Pick<Figure, 'data' | 'layout'>): FigureData {
  const pictures = picturesOf(figure);
  const rows = pictures.length > 0 ? pictures.map(({ words }) => words) : pointRows(figure);
  const used = (column: string): boolean =>
    rows.some((row) => row[column] !== undefined && row[column] !== null && row[column] !== '');
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(used);
  return {
    columns,
    rows: rows.map((row) => columns.map((column) => row[column] ?? null)),
    pictures: pictures.map(({ picture }) => picture),
  };
}

function picturesOf({
  data,
  layout,
}: Pick<Figure, 'data' | 'layout'>): { picture: FigurePicture; words: Row }[] {
  const notes = data.map(notesOf).find(({ pictures }) => pictures !== undefined)?.pictures ?? [];
  const images = (layout.images ?? []) as readonly { source?: unknown }[];
  if (notes.length === 0 || notes.length !== images.length) return [];
  return notes.map(({ group, row, column, note, height, width }, i) => ({
    picture: { source: String(images[i].source), height, width },
    words: { group, row, column, note, picture: `picture_${i + 1}`, height, width },
  }));
}

function pointRows({ data, layout }: Pick<Figure, 'data' | 'layout'>): Row[] {
  const shown = data.filter(
    (trace) => trace.visible !== false && !isForLegend(trace) && !notesOf(trace).drawing,
  );
  const titles = columnTitles(shown, layout);
  const several = new Set(shown.map(axesOf)).size > 1;
  return shown.flatMap((trace) => {
    const notes = notesOf(trace);
    const start = {
      panel: notes.panel ?? (several ? axesOf(trace) : undefined),
      series: notes.series ?? (typeof trace.name === 'string' ? letterText(trace.name) : undefined),
    };
    return points(trace, notes).map(({ x, y, value, ...rest }): Row => ({
      ...start,
      [titles.x]: x,
      [titles.y]: y,
      ...(value === undefined ? {} : { [titles.value]: value }),
      ...rest,
    }));
  });
}

interface Point {
  readonly x?: DataCell;
  readonly y?: DataCell;
  readonly value?: DataCell;
  readonly deviation?: DataCell;
  readonly text?: DataCell;
}

function points(trace: Trace, notes: DataNotes): Point[] {
  if (isMatrix(trace.z)) return matrixPoints(trace, trace.z);
  const x = notes.x ?? listOf(trace.x) ?? listOf(trace.labels);
  const y = notes.y ?? listOf(trace.y) ?? listOf(trace.values);
  const bars = (trace.error_y ?? trace.error_x) as { array?: unknown } | undefined;
  const deviations = listOf(bars?.array);
  const words = listOf(trace.hovertext) ?? listOf(trace.text);
  const series = notes.series ?? trace.name;
  return Array.from({ length: Math.max(x?.length ?? 0, y?.length ?? 0) }, (_, i): Point => {
    const text = cell(words?.[i]);
    return {
      x: x === undefined ? i : cell(x[i]),
      y: y === undefined ? i : cell(y[i]),
      value: notes.value?.[i],
      deviation: deviations === undefined ? undefined : cell(deviations[i]),
      // Said already where it is the series alone, or the place on an axis.
      text: text === series || text === cell(x?.[i]) || text === cell(y?.[i]) ? undefined : text,
    };
  });
}

function matrixPoints({ x, y }: Trace, z: readonly unknown[][]): Point[] {
  const [across, down] = [listOf(x), listOf(y)];
  return z.flatMap((row, i) =>
    row.map((value, k): Point => ({
      x: cell(across?.[k] ?? k),
      y: cell(down?.[i] ?? i),
      value: cell(value),
    })),
  );
}

/** The columns' names: the axes' titles where all panels have the same. */
function columnTitles(
  data: readonly Trace[],
  layout: Readonly<Record<string, unknown>>,
): { x: string; y: string; value: string } {
  const noted = data.map((trace) => notesOf(trace).titles ?? {});
  const of = (direction: 'x' | 'y'): string => {
    const found = new Set(
      data.map((trace, i) => noted[i][direction] ?? axisWords(layout[axisName(trace, direction)])),
    );
    // Panels in rows and columns name an axis once, at the first.
    found.delete('');
    return found.size === 1 ? [...found][0] : direction === 'y' && found.size > 1 ? 'value' : direction;
  };
  const value = noted.find((one) => one.value !== undefined)?.value ?? 'value';
  const taken = new Set(['panel', 'series', 'deviation', 'text']);
  const own = (title: string, other: string): string => (taken.has(title) ? `${title} (${other})` : title);
  const x = own(of('x'), 'x');
  const y = own(of('y'), 'y');
  return { x, y: y === x ? `${y} (y)` : y, value: value === x || value === y ? `${value} (z)` : value };
}

function axisName(trace: Trace, direction: 'x' | 'y'): string {
  const id = trace[`${direction}axis`];
  return `${direction}axis${typeof id === 'string' ? id.slice(1) : ''}`;
}

/** An axis's title without the grey note that stands below it. */
function axisWords(axis: unknown): string {
  const { title } = (axis ?? {}) as { title?: unknown };
  const text = typeof title === 'string' ? title : (title as { text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? letterText(text.replace(/(<br>)?<span.*<\/span>/s, '')).trim() : '';
}

const axesOf = ({ xaxis = 'x', yaxis = 'y' }: Trace): string => `${String(xaxis)}${String(yaxis)}`;

/** A trace without a point, whose marker the legend shows. */
function isForLegend({ x, y, z }: Trace): boolean {
  const empty = (list: unknown): boolean => Array.isArray(list) && list.every((value) => value === null);
  return z === undefined && empty(x) && empty(y);
}

/** A trace's `meta`, where it is such notes. */
function notesOf({ meta }: Trace): DataNotes {
  return typeof meta === 'object' && meta !== null && !Array.isArray(meta) ? (meta as DataNotes) : {};
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<unknown>);
  }
  return undefined;
}

function isMatrix(value: unknown): value is readonly unknown[][] {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

function cell(value: unknown): DataCell {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : letterText(String(value));
}
