import { type Figure, type FigureLook, type Layout, lookOf, type PlainFigure, type Trace } from './figure';
import { headingFor, legendLayout, planLegend } from './legend';
import { pixelsPerInch, pixelsPerPoint, type ResolvedLook, resolveLook, widthInPixels } from './look';
import { wholeStyle } from './paper-style';
import { letterText } from './text';
import { axis, baseLayout, colours } from './theme';

/** Height of a plain chart that gives none, inches. */
const usualHeight = 2.3;

/** CSS pixels around a plain chart; axes push them outward by what they carry. */
const margin = { left: 8, right: 8, top: 8, bottom: 6 };

/**
 * Plotly's data and layout as anybody writes them, with the house's theme where they say nothing: the size of a column, letters of
 * 8 and 9 points, thin axes, margins that fit their labels, the legend above. Everything that is given stays.
 */
export function plainFigure(figure: PlainFigure | Figure): Figure {
  if ('settled' in figure && figure.settled) return figure as Figure;
  const own = (figure.layout ?? {}) as Record<string, unknown>;
  const look = plainLook(figure, own);
  const title = look.headed ? (headingOf(own.title) ?? look.heading) : '';
  const heading = headingFor({ ...look, heading: title }, look.width);
  const names = legendNames(figure.data as readonly Trace[], own);
  const plan = planLegend(names.map(letterText), look.width - 60, look.normal);
  const placed = own.legend !== undefined && own.legend !== null;
  const top = margin.top + heading.height + (placed || names.length < 2 ? 0 : plan.height);
  const height = look.height ?? Math.round(usualHeight * pixelsPerInch);
  const base = baseLayout({ width: look.width, height }, { ...margin, top }, look);
  const layout: Record<string, unknown> = {
    ...base,
    // A single name is in the caption, or on the axis.
    showlegend: look.legend ?? (names.length > 1 || figure.data.some((trace) => trace.showlegend === true)),
    legend: placed
      ? { font: { size: look.normal.size } }
      : legendLayout(look.normal, { y: 1, yanchor: 'bottom' }),
    ...heading.layout,
    template: template(look),
  };
  return {
    ...figure,
    name: figure.name ?? 'figure',
    data: figure.data.map((trace) => plainTrace(trace, !placed)),
    layout: withOwn(layout, {
      ...ownWithin(own, figure),
      ...(look.headed ? titleOver(own.title) : {}),
    }) as Layout,
    settled: true,
  };
}

/** The look that the options and the layout ask for, the layout first. */
function plainLook(figure: PlainFigure | Figure, own: Record<string, unknown>): ResolvedLook {
  const look = lookOf(figure);
  const { family, size } = (own.font ?? {}) as { family?: string; size?: number };
  const font = {
    ...look.font,
    ...(family === undefined ? {} : { family }),
    ...(size === undefined ? {} : { size: size / pixelsPerPoint }),
  };
  const length = (value: unknown): value is number => typeof value === 'number' && value > 0;
  const column = widthInPixels('single');
  const resolved = resolveLook(
    { ...look, font },
    length(own.width) && own.width > 1.3 * column ? 'double' : 'single',
  );
  return {
    ...resolved,
    ...(length(own.width) && look.style === undefined ? { width: own.width } : {}),
    ...(length(own.height) ? { height: own.height } : {}),
  };
}

/** One's own layout without what a style says: the size, and (where it has none) the title. */
function ownWithin(own: Record<string, unknown>, { style }: FigureLook): Record<string, unknown> {
  if (style === undefined) return own;
  const said = ['width', 'height', ...(wholeStyle(style).title ? [] : ['title'])];
  return Object.fromEntries(Object.entries(own).filter(([key]) => !said.includes(key)));
}

function headingOf(title: unknown): string | undefined {
  const text = typeof title === 'string' ? title : (title as { text?: unknown } | undefined | null)?.text;
  return typeof text === 'string' ? letterText(text) : undefined;
}

/** A title in plain words keeps the lines that it was set in. */
function titleOver(title: unknown): { title?: unknown } {
  const { text, ...rest } =
    typeof title === 'string' ? { text: title } : ((title ?? {}) as { text?: unknown });
  return typeof text === 'string' && !/[<&]/.test(text) ? { title: rest } : {};
}

/** What Plotly would list in a legend. */
function legendNames(data: readonly Trace[], { showlegend }: Record<string, unknown>): string[] {
  if (showlegend === false) return [];
  return data.flatMap(({ type, name, labels, showlegend: listed }) => {
    if (listed === false) return [];
    if (type === 'pie' && Array.isArray(labels)) return labels.map(String);
    return typeof name === 'string' ? [name] : [];
  });
}

/** A trace with a type, and with lists for typed arrays, which JSON would make objects of. */
function plainTrace(trace: Readonly<Record<string, unknown>>, flowing: boolean): Trace {
  // A group for each entry: Plotly then sets the legend's names one after the other, not in columns.
  const grouped = typeof trace.name === 'string' && flowing ? { legendgroup: trace.name } : {};
  return { type: 'scatter', ...grouped, ...(plainLists(trace) as object) };
}

function plainLists(value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>);
  }
  if (Array.isArray(value)) return value.map(plainLists);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainLists(one)]));
}

/** The house's layout with one's own over it, key by key within objects; titles may be given as strings. */
function withOwn(house: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  const layout: Record<string, unknown> = { ...house };
  for (const [key, value] of Object.entries(own)) {
    const given = key === 'title' && typeof value === 'string' ? { text: value } : value;
    if (given === undefined) continue;
    const below = layout[key];
    layout[key] = isObject(given) ? withOwn(isObject(below) ? below : {}, given) : plainLists(given);
  }
  return layout;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** The house's axes and marks, for whatever axes and traces there are. */
function template(look: ResolvedLook): object {
  const { size } = look.small;
  const scale = { thickness: 10, outlinewidth: 0, tickfont: { size }, ticklen: 3 };
  const own = Array.isArray(look.colours) ? look.colours : [];
  const line = axis(undefined, look);
  const title = { standoff: 6, font: { size: look.normal.size } };
  return {
    layout: {
      colorway: [...own, ...Object.values(colours)],
      xaxis: { ...line, title },
      yaxis: { ...line, title, showgrid: true, gridcolor: '#e6e6e6', gridwidth: 0.5 },
      annotationdefaults: { font: { size } },
      coloraxis: { colorbar: scale },
    },
    data: {
      scatter: [{ line: { width: 1.4 }, marker: { size: look.marker ?? 6 } }],
      heatmap: [{ colorscale: 'Viridis', colorbar: scale }],
      contour: [{ colorscale: 'Viridis', colorbar: scale }],
      histogram2d: [{ colorscale: 'Viridis', colorbar: scale }],
      bar: [{ marker: { line: { width: 0 } } }],
    },
  };
}
