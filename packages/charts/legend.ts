import type { ResolvedLook } from './look';
import { fitText, type Letters, lineHeight, plotLines, plotText, textWidth } from './text';

/** The words above a figure, as Plotly's `title`, and the CSS pixels that they take. */
export interface Heading {
  readonly height: number;
  readonly layout: { readonly title?: object };
}

/** CSS pixels above and below. */
const headingSpace = { above: 3, below: 5 };

/** A figure's heading in up to three lines; nothing where there is none. */
export function headingFor({ heading, title: letters }: ResolvedLook, width: number): Heading {
  if (heading.trim() === '') return { height: 0, layout: {} };
  const lines = fitText(heading, width - 8, letters, 3);
  const title = {
    text: plotLines(lines),
    x: 0.5,
    xanchor: 'center',
    xref: 'container',
    y: 1,
    yanchor: 'top',
    yref: 'container',
    pad: { t: headingSpace.above },
    font: { size: letters.size },
  };
  return {
    height: Math.ceil(lines.length * letters.size * lineHeight) + headingSpace.above + headingSpace.below,
    layout: { title },
  };
}

/** One line's height, whole CSS pixels. */
export function linesHeight(lines: number, { size }: Letters): number {
  return Math.ceil(lines * size * lineHeight);
}

/** How Plotly sets a legend, CSS pixels: a symbol and gaps beside each name, gaps around all. */
const space = { symbol: 40, gap: 5, least: 16, line: 3, end: 10 };

/** Where the entries of a horizontal legend come to stand. */
export interface LegendPlan {
  /** The names as they fit, in Plotly's letters. */
  readonly names: readonly string[];
  readonly rows: number;
  /** CSS pixels, 0 without entries. */
  readonly height: number;
  /** How far the last row reaches. */
  readonly last: number;
}

/** The entries in rows no wider than `room` (CSS pixels), each as wide as its name. A name too long for a row loses its middle. */
export function planLegend(entries: readonly string[], room: number, letters: Letters): LegendPlan {
  const names = entries.map((name) => fitText(name, room - space.symbol - 3 * space.gap, letters)[0]);
  let rows = 0;
  let used = Infinity;
  for (const name of names) {
    const width = entryWidth(name, letters);
    if (used + width > room) {
      rows++;
      used = 0;
    }
    used += width;
  }
  const line = Math.max(Math.ceil(letters.size * lineHeight), space.least) + space.line;
  return {
    names: names.map(plotText),
    rows,
    height: rows === 0 ? 0 : rows * line + space.end,
    last: rows === 0 ? 0 : used,
  };
}

/** The width of all entries in one row. */
export function legendWidth(entries: readonly string[], letters: Letters): number {
  return entries.reduce((sum, name) => sum + entryWidth(name, letters), 0) + 2;
}

// Half a pixel a name: browsers round letters' widths.
const entryWidth = (name: string, { size, family }: Letters): number =>
  Math.ceil(textWidth(name, size, family) + 0.5) + space.symbol + space.gap;

/**
 * Plotly's legend for a plan: rows that flow, which needs a `legendgroup` of its own on every trace. `place` says where it stands.
 */
export function legendLayout(letters: Letters, place: Readonly<Record<string, unknown>>): object {
  return {
    orientation: 'h',
    x: 0,
    xanchor: 'left',
    font: { size: letters.size },
    bgcolor: 'rgba(0,0,0,0)',
    tracegroupgap: 0,
    // Larger than any: Plotly would cut a legend at half the figure's height and let it scroll.
    maxheight: 2000,
    ...place,
  };
}
