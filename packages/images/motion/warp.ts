import { InputError } from '@ddr-lab/base/errors';
import type { Samples } from '../filter';
import type { Flow } from './flow';

/** Samples of any number of channels, in float32: an `Image` is one of three. */
export interface Frame extends Samples {
  readonly data: Float32Array;
}

/**
 * The neighbour as it looks from the centre: at pixel p its sample at p + flow (a backward warp), the nearest one; halves
 * go up (floor(x + 1/2)), as in SciPy's `map_coordinates` of order 0. Zero where that lies outside.
 *
 * @throws InputError when frame and flow differ in size.
 */
export function warpNearest(frame: Frame, flow: Flow): Frame {
  const { height, width, channels } = sizesOf(frame, flow);
  const out = new Float32Array(frame.data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const column = Math.floor(x + flow.data[2 * i] + 0.5);
      const row = Math.floor(y + flow.data[2 * i + 1] + 0.5);
      if (!(column >= 0 && row >= 0 && column < width && row < height)) continue;
      const from = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) out[i * channels + c] = frame.data[from + c];
    }
  }
  return { height, width, data: out };
}

/**
 * As `warpNearest`, between samples: bilinear over the four about p + flow, those outside being zero (PyTorch's
 * `grid_sample` with `padding_mode='zeros'`; SciPy's `map_coordinates` of order 1 with `grid-constant`).
 *
 * @throws InputError when frame and flow differ in size.
 */
export function warpBilinear(frame: Frame, flow: Flow): Frame {
  const { height, width, channels } = sizesOf(frame, flow);
  const out = new Float32Array(frame.data.length);
  const add = (column: number, row: number, weight: number, to: number): void => {
    if (weight === 0 || column < 0 || row < 0 || column >= width || row >= height) return;
    const from = (row * width + column) * channels;
    for (let c = 0; c < channels; c++) out[to + c] += weight * frame.data[from + c];
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const atX = x + flow.data[2 * i];
      const atY = y + flow.data[2 * i + 1];
      if (!(atX > -1 && atY > -1 && atX < width && atY < height)) continue;
      const column = Math.floor(atX);
      const row = Math.floor(atY);
      const u = atX - column;
      const v = atY - row;
      add(column, row, (1 - u) * (1 - v), i * channels);
      add(column + 1, row, u * (1 - v), i * channels);
      add(column, row + 1, (1 - u) * v, i * channels);
      add(column + 1, row + 1, u * v, i * channels);
    }
  }
  return { height, width, data: out };
}

function sizesOf(frame: Frame, flow: Flow): { height: number; width: number; channels: number } {
  const { height, width } = frame;
  if (height !== flow.height || width !== flow.width) {
    throw new InputError(
      `A frame of ${height} x ${width} needs a flow of its size, not of ${flow.height} x ${flow.width}.`,
    );
  }
  return { height, width, channels: frame.data.length / (height * width) };
}
