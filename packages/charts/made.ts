import {
  type Draft,
  type Figure,
  type FigureLook,
  type Layout,
  lookOf,
  type PlainFigure,
  type Trace,
} from './figure';
import { pixelsPerInch, pixelsPerPoint } from './look';
import { plainFigure } from './plain';
import { letterText, plotText } from './text';
import { fontSize } from './theme';

/**
 * A text at a place on the figure (`x` and `y` in shares of the plot), centred, without an arrow; its letters are
 * drawn as they stand. `place` holds more of Plotly's attributes for annotations, or others than these.
 */
export function annotation(
  text: string,
  x: number,
  y: number,
  place: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    text: plotText(text),
    xref: 'paper',
    yref: 'paper',
    x,
    y,
    xanchor: 'center',
    showarrow: false,
    borderpad: 0,
    font: { size: fontSize.normal },
    ...place,
  };
}

/** What is different in a value: an object of the changed keys (`undefined`: gone), or the new value itself. */
export type Changes = unknown;

/** Whether two values of plain data are equal. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => isSame(value, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}

/** What makes `after` of `before`, key by key within objects; arrays are changed as a whole. */
function changesBetween(before: unknown, after: unknown): Changes {
  if (!isObject(before) || !isObject(after)) return after;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...keys].flatMap((key) =>
      isSame(before[key], after[key]) ? [] : [[key, changesBetween(before[key], after[key])]],
    ),
  );
}

/** `changesBetween`'s changes made to another value. */
function applyChanges(value: unknown, changes: Changes): unknown {
  if (!isObject(value) || !isObject(changes)) return changes;
  const changed = new Map(Object.entries(value));
  for (const [key, change] of Object.entries(changes)) {
    if (change === undefined) changed.delete(key);
    else changed.set(key, applyChanges(value[key], change));
  }
  return Object.fromEntries(changed);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A figure without the way to make it anew. */
export type Drawing = Omit<Figure, 'draft'>;

/** What a draft made at first: a figure that still has all of it needs no second layout. */
const firsts = new WeakMap<Draft, { data: readonly Trace[]; layout: Layout; look: FigureLook }>();

/**
 * A figure that can be laid out anew: `make` draws it with `options`, and draws it again where the finished figure's look is
 * changed. `make` must be pure.
 */
export function madeFigure<Options extends FigureLook>(
  make: (options: Options) => Drawing,
  options: Options,
): Figure {
  const drawing: Drawing = { ...make(options), ...lookOf(options) };
  return withDraft(drawing, (look) => madeFigure(make, { ...options, ...look }));
}

/** The figure with something changed, at every size: `change` is applied again when it is laid out anew. */
export function changedFigure(figure: Figure, change: (drawing: Drawing) => Drawing): Figure {
  const { draft, ...drawing } = figure;
  const changed = change(drawing);
  return draft ? withDraft(changed, (look) => changedFigure(draft(look), change)) : changed;
}

function withDraft(drawing: Drawing, draft: Draft): Figure {
  firsts.set(draft, { data: drawing.data, layout: drawing.layout, look: lookOf(drawing) });
  return { ...drawing, draft };
}

/**
 * The figure as it is drawn: where its look was changed after it was made (`{ ...figure, width: 'single' }`), or its layout's
 * width, height, title or font, it is laid out anew for that; all other changes of its data and layout are kept. A figure of
 * plain Plotly data gets the house's theme where it says nothing itself.
 */
export function settledFigure(figure: Figure | PlainFigure): Figure {
  if (!('draft' in figure) || !figure.draft) return plainFigure(figure);
  const { draft, ...unsettled } = figure;
  const drawing: Figure = { ...unsettled, settled: true };
  const look = lookOf(drawing);
  const known = firsts.get(draft);
  const untouched = figure.layout === known?.layout && figure.data === known.data;
  if (untouched && isSame(look, known.look)) return drawing;

  const first = draft({});
  const changes = changesBetween(first.layout, figure.layout);
  const wanted: FigureLook = { ...look, ...layoutLook(first.layout, figure.layout, look) };
  if (isSame(wanted, lookOf(first))) return drawing;
  const again = draft(wanted);
  const { title, ...kept } = changes as Record<string, unknown>;
  const { width, height } = again.layout;
  const changed = applyChanges(again.layout, { ...kept, ...titleChanges(title) }) as Layout;
  const layout = { ...changed, width, height };
  return {
    ...again,
    ...identity(drawing),
    data: dataAgain(first.data, figure.data, again.data),
    layout,
    settled: true,
    draft: undefined,
  };
}

/** A title in plain words is set in lines anew; of one with Plotly's tags the words stay as they are. */
function titleChanges(title: unknown): { title?: object } {
  if (title === undefined) return {};
  const { text, ...rest } = typeof title === 'string' ? { text: title } : (title as { text?: unknown });
  return { title: typeof text === 'string' && /[<&]/.test(text) ? { ...rest, text } : rest };
}

/** What the spread may have replaced besides the look. */
function identity({ name, title, patches }: Drawing): Partial<Figure> {
  return { name, ...(title === undefined ? {} : { title }), ...(patches ? { patches } : {}) };
}

/** What of the look was changed in the layout itself. */
function layoutLook(first: Layout, { width, height, title, font }: Layout, look: FigureLook): FigureLook {
  const { family, size } = (font ?? {}) as { family?: string; size?: number };
  const before = (first.font ?? {}) as { family?: string; size?: number };
  const heading = typeof title === 'string' ? title : (title as { text?: string } | undefined)?.text;
  return {
    ...(width > 0 && width !== first.width ? { width: width / pixelsPerInch } : {}),
    ...(height > 0 && height !== first.height ? { height: height / pixelsPerInch } : {}),
    ...(heading !== undefined && !isSame(title, first.title) ? { heading: letterText(heading) } : {}),
    ...(family === before.family && size === before.size
      ? {}
      : {
          font: {
            ...look.font,
            ...(family === undefined || family === before.family ? {} : { family }),
            ...(size === undefined || size === before.size ? {} : { size: size / pixelsPerPoint }),
          },
        }),
  };
}

/** Traces that were changed keep their changes; where there are others, they stand as they are. */
function dataAgain(
  first: readonly Trace[],
  now: readonly Trace[],
  again: readonly Trace[],
): readonly Trace[] {
  if (isSame(first, now)) return again;
  if (first.length !== again.length || now.length !== again.length) return now;
  return again.map((trace, i) => applyChanges(trace, changesBetween(first[i], now[i])) as Trace);
}
