import type { Random } from '@ddr-lab/base/random';
import { normalise } from '@ddr-lab/images/filter';
import type { WeatherLayer } from './weather';

/** A streak of rain. */
export interface Streak {
  /** In pixels, whole. */
  readonly length: number;
  /** From the vertical in degrees, anticlockwise as the image is seen. */
  readonly angle: number;
  /** Side of the Gaussian that widens it in pixels, odd; 1 leaves it thin. */
  readonly width: number;
}

/** A square kernel, row by row. */
export interface RainKernel {
  readonly side: number;
  readonly data: Float64Array;
}

/** Index `i` of a row of `n`, beyond whose ends the row is mirrored without its edge: c b | a b c | b a. */
function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const inside = ((i % period) + period) % period;
  return inside < n ? inside : period - inside;
}

/**
 * The line that a drop becomes: an identity matrix of side `length`, turned by `angle` - 45 degrees about (length / 2, length / 2) with
 * bilinear interpolation, then blurred by a Gaussian of `width` x `width` pixels whose sigma is 0.3 ((width - 1) / 2 - 1) + 0.8.
 */
export function lineKernel({ length, angle, width }: Streak): RainKernel {
  const turn = ((angle - 45) * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const centre = length / 2;
  const at = (row: number, column: number): number => (row === column && row >= 0 && row < length ? 1 : 0);
  const turned = new Float64Array(length * length);
  for (let row = 0; row < length; row++) {
    for (let column = 0; column < length; column++) {
      // Where this pixel comes from: turned back.
      const x = cosine * (column - centre) - sine * (row - centre) + centre;
      const y = sine * (column - centre) + cosine * (row - centre) + centre;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      turned[row * length + column] =
        (1 - fy) * ((1 - fx) * at(top, left) + fx * at(top, left + 1)) +
        fy * ((1 - fx) * at(top + 1, left) + fx * at(top + 1, left + 1));
    }
  }
  return { side: length, data: widened(turned, length, width) };
}

function widened(data: Float64Array, side: number, width: number): Float64Array {
  const radius = Math.floor((width - 1) / 2);
  if (radius === 0) return data;
  const sigma = 0.3 * (radius - 1) + 0.8;
  const weights = normalise(
    new Float64Array(2 * radius + 1).map((_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma))),
  );
  // Along the columns of a row where `step` is 1, along the rows where it is `side`.
  const along = (from: Float64Array, step: number): Float64Array =>
    from.map((_, at) => {
      const place = Math.floor(at / step) % side;
      const start = at - place * step;
      return weights.reduce(
        (total, weight, i) => total + weight * from[start + mirrored(place + i - radius, side) * step],
        0,
      );
    });
  return along(along(data, side), 1);
}

/** The kernel of two correlations, one after the other: the cross that makes a drop of a pixel, then the line. */
function withCross({ side, data }: RainKernel): RainKernel {
  const large = side + 2;
  const out = new Float64Array(large * large);
  const cross = [
    [1, 1, 8],
    [0, 1, 0.1],
    [2, 1, 0.1],
    [1, 0, 0.1],
    [1, 2, 0.1],
  ] as const;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      for (const [down, across, weight] of cross) {
        out[(row + down) * large + column + across] += weight * data[row * side + column];
      }
    }
  }
  return { side: large, data: out };
}

/** A pixel in which a streak begins, by its number, and how bright it is. */
export interface Drop {
  readonly at: number;
  readonly value: number;
}

/**
 * Adds to a layer what drops become under the cross and the line. They are few, so that each is spread over the kernel, which gives the
 * numbers of a correlation.
 */
export function spreadDrops(layer: WeatherLayer, line: RainKernel, drops: Iterable<Drop>): void {
  const { height, width, data } = layer;
  const { side, data: weights } = withCross(line);
  // OpenCV's anchor of an even kernel is right of its middle.
  const anchor = Math.floor(line.side / 2) + 1;
  const reach = Math.max(anchor, side - 1 - anchor);
  const parts = [...weights.keys()].filter((i) => weights[i] !== 0);
  const rows = Int32Array.from(parts, (i) => anchor - Math.floor(i / side));
  const columns = Int32Array.from(parts, (i) => anchor - (i % side));
  const steps = Int32Array.from(parts, (_, k) => rows[k] * width + columns[k]);
  const values = Float64Array.from(parts, (i) => weights[i]);
  const spread = (row: number, column: number, value: number): void => {
    const at = row * width + column;
    if (row >= reach && row < height - reach && column >= reach && column < width - reach) {
      for (let k = 0; k < steps.length; k++) data[at + steps[k]] += value * values[k];
      return;
    }
    for (let k = 0; k < steps.length; k++) {
      const [y, x] = [row + rows[k], column + columns[k]];
      if (y >= 0 && y < height && x >= 0 && x < width) data[at + steps[k]] += value * values[k];
    }
  };
  for (const { at, value } of drops) {
    for (const row of images(Math.floor(at / width), height, reach)) {
      for (const column of images(at % width, width, reach)) spread(row, column, value);
    }
  }
}

/**
 * Which of `count` uniform numbers in [0, 256) are among the top `amount`, and what they are. Those below are not drawn: the distance to
 * the next one that is kept has a geometric distribution.
 */
export function* drawDrops(count: number, amount: number, random: Random): Generator<Drop> {
  if (amount <= 0) return;
  for (let at = -1; ;) {
    at += amount >= 1 ? 1 : 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - amount));
    if (at >= count) return;
    yield { at, value: 256 * (1 - amount * random.uniform()) };
  }
}

/** Where pixel `i` of a row of `n` is seen within `reach` of the row: itself, and its images in the mirrors at the ends. */
function images(i: number, n: number, reach: number): number[] {
  const period = Math.max(1, 2 * (n - 1));
  const turns = Math.ceil((reach + n) / period);
  const all = new Set<number>();
  for (let turn = -turns; turn <= turns; turn++) {
    for (const at of [turn * period + i, turn * period - i]) {
      if (at >= -reach && at < n + reach) all.add(at);
    }
  }
  return [...all];
}
