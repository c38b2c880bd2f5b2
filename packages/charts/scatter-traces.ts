import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { PatchSheet, Trace } from './figure';
import type { DataNotes } from './figure-data';
import type { PanelRange } from './axes';
import { plotLines, plotText } from './text';
import type { MarkerStyle } from './theme';

/** A line of a legend of one's own. */
export interface LegendEntry {
  readonly name: string;
  readonly style: MarkerStyle;
}

/** What the traces of a panel need. */
export interface PanelPoints {
  readonly points: Matrix;
  readonly labels: ArrayLike<number>;
  readonly range: PanelRange;
  readonly labelNames: readonly string[];
  readonly styles: readonly MarkerStyle[];
  readonly patches?: PatchSheet;
  readonly patchOfPoint?: ArrayLike<number>;
  /** Diameter of a marker, CSS pixels. */
  readonly size: number;
  /** Whether points outside the range have traces of their own, hollow; else they are moved to the border alone. */
  readonly hollow: boolean;
  /** Whether labels are drawn one upon the other, each smaller than the one below. */
  readonly nested?: boolean;
}

/** A trace without points: its marker in the legend is larger than those in the panels, and always there. */
export function legendTrace({ name, style }: LegendEntry, label: number): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    uid: `l${label}`,
    name,
    legendgroup: `label ${label}`,
    x: [null],
    y: [null],
    hoverinfo: 'skip',
    marker: { color: style.colour, symbol: style.symbol, size: 8 },
  };
}

/**
 * A panel's points. Where points lie on each other, no label may hide the others: each label's points are drawn in four shares,
 * and another label begins each time. Nested labels are drawn as a whole, the first below and largest: where the points of all
 * labels lie on one spot, each shows as a ring. Points outside the range stand at its border, hollow.
 */
export function pointTraces(panel: PanelPoints): Trace[] {
  const outside = panel.hollow ? outsiders(panel) : new Set<number>();
  const parts = panel.nested ? 1 : shares;
  const inside = drawingOrder(panel.labelNames.length, parts).flatMap(({ label, share }) => {
    const own = pointsOf(panel, label).filter((_, place) => place % parts === share);
    const shown = own.filter((point) => !outside.has(point));
    return shown.length === 0 ? [] : [{ ...trace(panel, label, shown), uid: `l${label}s${share}` }];
  });
  const beyond = panel.labelNames.flatMap((_, label) => {
    const own = pointsOf(panel, label).filter((point) => outside.has(point));
    return own.length === 0 ? [] : [{ ...trace(panel, label, own, true), uid: `l${label}o` }];
  });
  return [...inside, ...beyond];
}

/** The points that a panel's range leaves out. */
export function outsiders({ points, range }: Pick<PanelPoints, 'points' | 'range'>): Set<number> {
  const { rows, columns, data } = points;
  const out = new Set<number>();
  for (let i = 0; i < rows; i++) {
    const [x, y] = [data[i * columns], data[i * columns + 1]];
    if (x < range.x[0] || x > range.x[1] || y < range.y[0] || y > range.y[1]) out.add(i);
  }
  return out;
}

const shares = 4;

/** A part of the points of one label: of every `shares` of them, the one in place `share`. */
function drawingOrder(labelCount: number, parts: number): { label: number; share: number }[] {
  const order: { label: number; share: number }[] = [];
  for (let share = 0; share < parts; share++) {
    for (let turn = 0; turn < labelCount; turn++) order.push({ label: (turn + share) % labelCount, share });
  }
  return order;
}

function pointsOf({ points, labels }: PanelPoints, label: number): number[] {
  return Array.from({ length: points.rows }, (_, i) => i).filter((i) => labels[i] === label);
}

/** Some points of one label. Coordinates keep four digits: far below a pixel, and half the file. */
function trace(panel: PanelPoints, label: number, shown: readonly number[], outside = false): Trace {
  const { points, labelNames, styles, patches, patchOfPoint, range, size } = panel;
  const style = styles[label];
  const nested = panel.nested ? nestedSize(panel, label) : 1;
  const place = (i: number, d: number): number => {
    const value = points.data[i * points.columns + d];
    const [low, high] = d === 0 ? range.x : range.y;
    const edge = 0.035 * (high - low);
    const inside = value >= low && value <= high;
    return Number((inside ? value : Math.min(high - edge, Math.max(low + edge, value))).toPrecision(4));
  };
  const labelName = labelNames[label];
  const digits = (d: number): number[] =>
    shown.map((i) => Number(points.data[i * points.columns + d].toPrecision(4)));
  const moved = shown.some((i) => outsiders({ points, range }).has(i));
  const patchesShown = shown.map((i) => (patchOfPoint ? patchOfPoint[i] : i));
  return {
    type: 'scatter',
    mode: 'markers',
    name: plotText(labelName),
    legendgroup: `label ${label}`,
    x: shown.map((i) => place(i, 0)),
    y: shown.map((i) => place(i, 1)),
    customdata: patchesShown,
    hovertext: patchesShown.map((patch) =>
      hoverWords(labelName, patches?.names?.[patch], outside ? ['farther out than the panel shows'] : []),
    ),
    hoverinfo: 'text',
    meta: { series: labelName, ...(moved ? { x: digits(0), y: digits(1) } : {}) } satisfies DataNotes,
    showlegend: false,
    marker: {
      // Not `opacity`: a PDF would hold a transparency group for every point.
      color: outside ? style.colour : translucent(style.colour),
      symbol: outside ? `${style.symbol}-open` : style.symbol,
      size: markerSize(style.symbol, size * nested * (outside ? 1.2 : 1)),
      line: outside ? { width: 1 } : { width: 0.3, color: '#ffffff' },
    },
  };
}

/** What appears where the cursor is over a point: its label, the name of its patch, and more. */
export function hoverWords(label: string, named: string | undefined, more: readonly string[] = []): string {
  // `noise20` above `scene 40, noise20` would say it twice.
  const own = named !== undefined && saysAlready(named, label) ? [] : [label];
  return plotLines([...own, ...(named === undefined ? [] : [named]), ...more]);
}

/** A colour of six digits, 0.8 opaque; others as they are. */
function translucent(colour: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgba(${channels.join(',')},0.8)`;
}

/** How large a nested label's markers are, as a share of the usual size: the more labels a panel has, the larger the first. */
function nestedSize({ labels }: PanelPoints, label: number): number {
  const present = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const last = present.length - 1;
  const [largest, smallest] = [1.05 + 0.15 * present.length, 0.6];
  return last === 0 ? 1 : largest - ((largest - smallest) * present.indexOf(label)) / last;
}

/** CSS pixels; shapes that fill less of their square are drawn larger, so that all weigh the same. */
function markerSize(symbol: string, size: number): number {
  const share = /^(triangle|star|cross|diamond|pentagon)/.test(symbol) ? 1.2 : 1;
  return Number((share * size).toFixed(2));
}

/** Whether a name holds a label as words of its own. */
function saysAlready(name: string, label: string): boolean {
  const at = name.indexOf(label);
  if (label === '' || at < 0) return false;
  const around = [name[at - 1], name[at + label.length]];
  return around.every((letter) => letter === undefined || !/[\p{L}\p{N}]/u.test(letter));
}
