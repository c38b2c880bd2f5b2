import { createFlow, type Flow } from '../../motion/flow';
import type { Layer } from './layer';
import { moving } from './motion';

/** A picture and the blocks of `scale` x `scale` pixels that make its LR pixels. */
export interface LowGrid {
  readonly height: number;
  readonly width: number;
  readonly scale: number;
}

/**
 * Which layer each LR pixel shows most of.
 *
 * @param seen for each layer how much of it is seen at each HR pixel.
 */
export function ownersOf(seen: readonly Float32Array[], grid: LowGrid): Uint8Array {
  const { height, width, scale } = grid;
  const across = width / scale;
  const owners = new Uint8Array((height / scale) * across);
  const most = new Float64Array(owners.length);
  seen.forEach((cover, k) => {
    const sums = new Float64Array(owners.length);
    for (let y = 0, pixel = 0; y < height; y++) {
      const row = Math.floor(y / scale) * across;
      for (let x = 0; x < width; x++, pixel++) sums[row + Math.floor(x / scale)] += cover[pixel];
    }
    sums.forEach((sum, i) => {
      if (sum <= most[i]) return;
      most[i] = sum;
      owners[i] = k;
    });
  });
  return owners;
}

/** The flow from the centre to the frame `time` later: that of each LR pixel's layer at the middle of the pixel, in LR pixels. */
export function layerFlow(
  layers: readonly Layer[],
  owners: Uint8Array,
  time: number,
  { height, width, scale }: LowGrid,
): Flow {
  const flow = createFlow(height / scale, width / scale);
  const motions = layers.map(({ motion }) => moving(motion, time));
  owners.forEach((owner, i) => {
    const { cos, sin, right, down } = motions[owner];
    const x = scale * ((i % flow.width) + 0.5);
    const y = scale * (Math.floor(i / flow.width) + 0.5);
    flow.data[2 * i] = (cos * x - sin * y + right - x) / scale;
    flow.data[2 * i + 1] = (sin * x + cos * y + down - y) / scale;
  });
  return flow;
}

/**
 * 1 where at most half of what the centre shows of an LR pixel's layer is seen in the frame `time` later: the rest is covered there,
 * or out of the frame. Each HR pixel is looked for where its middle has moved to.
 *
 * @param centre for each layer how much of it is seen at each HR pixel of the centre.
 * @param there the same of the other frame.
 */
export function layerHidden(
  layers: readonly Layer[],
  owners: Uint8Array,
  time: number,
  centre: readonly Float32Array[],
  there: readonly Float32Array[],
  grid: LowGrid,
): Uint8Array {
  const { height, width, scale } = grid;
  const across = width / scale;
  const shown = new Float64Array(owners.length);
  const found = new Float64Array(owners.length);
  const motions = layers.map(({ motion }) => moving(motion, time));
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const i = Math.floor(y / scale) * across + Math.floor(x / scale);
      const owner = owners[i];
      const here = centre[owner][pixel];
      shown[i] += here;
      const { cos, sin, right, down } = motions[owner];
      const column = Math.floor(cos * (x + 0.5) - sin * (y + 0.5) + right);
      const row = Math.floor(sin * (x + 0.5) + cos * (y + 0.5) + down);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      found[i] += Math.min(here, there[owner][row * width + column]);
    }
  }
  return owners.map((_, i) => (found[i] <= shown[i] / 2 ? 1 : 0));
}
