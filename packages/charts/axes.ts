import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { ResolvedLook } from './look';
import { fitText, plotLines, plotText, textWidth } from './text';
import { axis } from './theme';

/** What a value axis needs to know. Lengths in CSS pixels. */
export interface ValueAxis {
  /** What and in which unit; undefined: said elsewhere. */
  readonly title: string | undefined;
  readonly values: readonly number[];
  readonly logarithmic: boolean;
  /** The axis's length, which its title must not pass. */
  readonly length: number;
  /** Roughly how many ticks a linear axis has at most; default 6. */
  readonly ticks?: number;
}

/** An upright axis of values with a faint grid across. */
export function valueAxis(
  { title, values, logarithmic, length, ticks = 6 }: ValueAxis,
  look: ResolvedLook,
): Record<string, unknown> {
  const words = title === undefined ? undefined : plotLines(fitText(title, length, look.normal, 2));
  return {
    ...axis(words, look),
    showgrid: true,
    gridcolor: '#e6e6e6',
    gridwidth: 0.5,
    ...(logarithmic
      ? logarithmicTicks(values)
      : {
          type: 'linear',
          rangemode: 'normal',
          nticks: Math.max(2, Math.min(ticks, Math.floor(length / 18))),
        }),
  };
}

/** A horizontal axis's title, in at most `lines` lines of the axis's length. */
export function axisTitle(
  title: string | undefined,
  length: number,
  { normal }: ResolvedLook,
  lines = 2,
): string | undefined {
  return title === undefined ? undefined : plotLines(fitText(title, length, normal, lines));
}

/** A tick at each power of ten; also at 2 and 5 where the values span less than two, at all digits where less than one. */
export function logarithmicTicks(values: readonly number[]): Record<string, unknown> {
  const powers = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10);
  const [low, high] = powers.length > 0 ? [Math.min(...powers), Math.max(...powers)] : [0, 1];
  const decades = high - low;
  const apart = Math.ceil(decades / 7);
  return {
    type: 'log',
    dtick: decades < 0.8 ? 'D1' : decades < 2 ? 'D2' : apart,
    // 0.1, 1, 10, 100; powers where that would be long.
    exponentformat: low < -4 || high > 6 ? 'power' : 'none',
    ...(decades < 2 || apart > 1 ? {} : { minor: { ticks: 'outside', ticklen: 1.5, tickwidth: 0.5 } }),
  };
}

/** Places on an axis, and what is written there. */
export interface Ticks {
  readonly at: readonly number[];
  readonly text: readonly string[];
}

/**
 * The part of an axis's layout that puts ticks where they are asked for, of which the last stand where labels would lie on each other.
 *
 * @param room length of the axis, CSS pixels.
 */
export function placedTicks({ at, text }: Ticks, room: number, look: ResolvedLook): object {
  const widths = text.map((one) => textWidth(one, look.small.size, look.small.family) + 6);
  const [low, high] = [Math.min(...at), Math.max(...at)];
  const place = (i: number): number => ((at[i] - low) / (high - low || 1)) * room;
  const kept: number[] = [];
  for (let i = text.length - 1; i >= 0; i--) {
    const next = kept[kept.length - 1];
    if (next === undefined || place(next) - place(i) >= (widths[i] + widths[next]) / 2) kept.push(i);
  }
  kept.reverse();
  return { tickangle: 0, tickvals: kept.map((i) => at[i]), ticktext: kept.map((i) => plotText(text[i])) };
}

/** An axis of iterations by their logarithm to base 2. */
export interface IterationAxis {
  /** Where an iteration stands. */
  readonly place: (iteration: number) => number;
  readonly ticks: Ticks;
  /** What the axis is. */
  readonly title: string;
}

/**
 * The axis for moments of a training: by the logarithm to base 2; the untrained network (iteration 0) stands one step before
 * the first.
 *
 * @param iterations in any order, also several times; one of them is above 0.
 */
export function iterationAxis(iterations: readonly number[]): IterationAxis {
  const sorted = [...new Set(iterations)].sort((a, b) => a - b);
  const first = Math.log2(sorted.find((iteration) => iteration > 0) ?? 1) - 1;
  const place = (iteration: number): number => (iteration > 0 ? Math.log2(iteration) : first);
  return {
    place,
    ticks: { at: sorted.map(place), text: sorted.map(tickText) },
    title: 'iterations (k = 1,024)',
  };
}

/** `512`, and from 1,024 on in units of it: `4k`. */
function tickText(iteration: number): string {
  return iteration >= 1024 && iteration % 1024 === 0 ? `${iteration / 1024}k` : String(iteration);
}

/** The part of the plane that a panel shows: ranges of equal length, so that distances read the same both ways. */
export interface PanelRange {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** A few points lie so far off that the others would be squeezed: at most this share of them, */
const few = 0.02;
/** and with them the panel would be so many times as wide. */
const squeezed = 1.6;
/** Below so many points each one counts. */
const fewest = 25;

/**
 * The range that holds all points (the first two columns) with a little air. Where at most 2 % of the points (of at least 25)
 * would make it more than 1.6 times as wide, they are left outside.
 */
export function panelRange(points: Matrix): PanelRange {
  const all = boundsOf(points, () => true);
  if (points.rows < fewest) return squareRange(all);
  const middle = [median(points, 0), median(points, 1)];
  const distance = Float64Array.from({ length: points.rows }, (_, i) =>
    Math.max(...[0, 1].map((d) => Math.abs(points.data[i * points.columns + d] - middle[d]))),
  );
  const sorted = distance.slice().sort();
  const reach = sorted[points.rows - 1 - Math.max(1, Math.floor(few * points.rows))];
  const most = boundsOf(points, (i) => distance[i] <= reach);
  // What lies just beyond is no outlier.
  const bound = extent(most) * 0.25;
  const near = boundsOf(points, (i) => distance[i] <= reach + bound);
  return squareRange(extent(all) > squeezed * extent(near) ? near : all);
}

interface Bounds {
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
}

function boundsOf({ rows, columns, data }: Matrix, counts: (point: number) => boolean): Bounds {
  const low: [number, number] = [Infinity, Infinity];
  const high: [number, number] = [-Infinity, -Infinity];
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    for (const d of [0, 1]) {
      low[d] = Math.min(low[d], data[i * columns + d]);
      high[d] = Math.max(high[d], data[i * columns + d]);
    }
  }
  return { low, high };
}

const extent = ({ low, high }: Bounds): number => Math.max(high[0] - low[0], high[1] - low[1]);

function squareRange(bounds: Bounds): PanelRange {
  const half = (extent(bounds) / 2) * 1.1 || 1;
  const range = (d: number): [number, number] => {
    const middle = (bounds.low[d] + bounds.high[d]) / 2;
    return [Number((middle - half).toPrecision(6)), Number((middle + half).toPrecision(6))];
  };
  return { x: range(0), y: range(1) };
}

function median({ rows, columns, data }: Matrix, d: number): number {
  const values = Float64Array.from({ length: rows }, (_, i) => data[i * columns + d]).sort();
  return values[rows >> 1];
}
