import type { Matrix } from '@ddr-lab/base/arrays/matrix';

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
