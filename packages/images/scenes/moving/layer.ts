import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '../../image';
import type { Shape } from '../shapes';
import { isShift, moving, movingBack, type Motion } from './motion';

/** Something that moves as a whole: a shape cut from a picture, or a whole picture as background. */
export interface Layer {
  /** What it shows. */
  readonly source: Image;
  /**
   * The pixel of `source` that lies at the picture's upper left pixel in the centre frame. Layers that zoom or turn show their
   * source at half its size (two pixels of it to one of the picture), the others as it is.
   */
  readonly at: { readonly row: number; readonly column: number };
  /** Its outline in the centre frame, in pixels; default none: it fills the picture. */
  readonly shape?: Shape;
  /** Width of the outline's ramp in pixels; default 0.8. */
  readonly softness?: number;
  readonly motion: Motion;
}

/** A layer in one frame: how much of each pixel it covers (0 to 1), and its colours, times that (3 a pixel). */
export interface Sheet {
  readonly cover: Float32Array;
  readonly colour: Float32Array;
}

/**
 * A layer as it lies in the frames `times` from the centre. Whole-pixel shifts copy samples and covers alike; a zoom or turn is
 * drawn at twice the size, bilinearly from a source of twice the size, and averaged.
 *
 * @throws InputError when the source does not reach as far as the layer is seen.
 */
export function drawLayer(layer: Layer, times: readonly number[], height: number, width: number): Sheet[] {
  const draw = isShift(layer.motion) ? shiftedDrawing(layer) : turnedDrawing(layer);
  return times.map((time) => {
    const sheet = { cover: new Float32Array(height * width), colour: new Float32Array(height * width * 3) };
    draw(time, height, width, sheet);
    return sheet;
  });
}

type Drawing = (time: number, height: number, width: number, sheet: Sheet) => void;

function shiftedDrawing({ source, at, shape, softness = 0.8, motion }: Layer): Drawing {
  const outline = shape && outlineOf(shape, softness);
  return (time, height, width, { cover, colour }) => {
    const right = time * motion.dx;
    const down = time * motion.dy;
    const left = outline ? Math.max(0, outline.left + right) : 0;
    const top = outline ? Math.max(0, outline.top + down) : 0;
    const end = outline ? Math.min(width, outline.left + outline.width + right) : width;
    const bottom = outline ? Math.min(height, outline.top + outline.height + down) : height;
    for (let row = top; row < bottom; row++) {
      const fromRow = row - down + at.row;
      const inOutline = outline ? (row - down - outline.top) * outline.width - right - outline.left : 0;
      for (let column = left; column < end; column++) {
        const share = outline ? outline.cover[inOutline + column] : 1;
        if (share === 0) continue;
        const fromColumn = column - right + at.column;
        if (!(fromRow >= 0 && fromColumn >= 0 && fromRow < source.height && fromColumn < source.width)) {
          throw beyond(source, fromRow, fromColumn);
        }
        const from = (fromRow * source.width + fromColumn) * 3;
        const to = row * width + column;
        cover[to] = share;
        for (let c = 0; c < 3; c++) colour[3 * to + c] = share * source.data[from + c];
      }
    }
  };
}

/** How much of each pixel of its box a shape covers, worked out once for all frames. */
function outlineOf(
  shape: Shape,
  softness: number,
): { left: number; top: number; height: number; width: number; cover: Float32Array } {
  const margin = softness / 2 + 1;
  const left = Math.floor(shape.box[0] - margin);
  const top = Math.floor(shape.box[1] - margin);
  const width = Math.ceil(shape.box[2] + margin) - left;
  const height = Math.ceil(shape.box[3] + margin) - top;
  const cover = new Float32Array(height * width);
  for (let i = 0; i < cover.length; i++) {
    const distance = shape.distance(left + (i % width) + 0.5, top + Math.floor(i / width) + 0.5);
    cover[i] = coverAt(distance, softness);
  }
  return { left, top, height, width, cover };
}

/** Points a pixel across and down, and pixels of the source a pixel of the picture, of layers that are not merely shifted. */
export const FINER = 2;

function turnedDrawing({ source, at, shape, softness = 0.8, motion }: Layer): Drawing {
  return (time, height, width, { cover, colour }) => {
    const back = movingBack(motion, time);
    const size = (motion.zoom ?? 1) ** time;
    const box = shape ? boxAfter(shape, softness, motion, time, height, width) : [0, 0, width, height];
    for (let row = box[1]; row < box[3]; row++) {
      for (let column = box[0]; column < box[2]; column++) {
        const to = row * width + column;
        for (let point = 0; point < FINER * FINER; point++) {
          const atX = column + ((point % FINER) + 0.5) / FINER;
          const atY = row + (Math.floor(point / FINER) + 0.5) / FINER;
          const x = back.cos * atX - back.sin * atY + back.right;
          const y = back.sin * atX + back.cos * atY + back.down;
          const share = (shape ? coverAt(shape.distance(x, y) * size, softness) : 1) / (FINER * FINER);
          if (share === 0) continue;
          cover[to] += share;
          addBilinear(source, FINER * y + at.row - 0.5, FINER * x + at.column - 0.5, share, colour, 3 * to);
        }
      }
    }
  };
}

/** Left, top, right and bottom of the pixels that a shape may touch once it has moved. */
function boxAfter(
  { box }: Shape,
  softness: number,
  motion: Motion,
  time: number,
  height: number,
  width: number,
): [number, number, number, number] {
  const { cos, sin, right, down } = moving(motion, time);
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [box[0], box[2]]) {
    for (const y of [box[1], box[3]]) {
      xs.push(cos * x - sin * y + right);
      ys.push(sin * x + cos * y + down);
    }
  }
  const margin = softness / 2 + 1;
  return [
    Math.max(0, Math.floor(Math.min(...xs) - margin)),
    Math.max(0, Math.floor(Math.min(...ys) - margin)),
    Math.min(width, Math.ceil(Math.max(...xs) + margin)),
    Math.min(height, Math.ceil(Math.max(...ys) + margin)),
  ];
}

/** Half a pixel may be missing at the rim, where the last sample is repeated. */
const RIM = 0.5;

function addBilinear(
  { data, height, width }: Image,
  y: number,
  x: number,
  weight: number,
  out: Float32Array,
  to: number,
): void {
  if (!(y >= -RIM && x >= -RIM && y <= height - 1 + RIM && x <= width - 1 + RIM)) {
    throw beyond({ height, width }, y, x);
  }
  const insideY = Math.min(height - 1, Math.max(0, y));
  const insideX = Math.min(width - 1, Math.max(0, x));
  const row = Math.min(height - 2, Math.floor(insideY));
  const column = Math.min(width - 2, Math.floor(insideX));
  const v = insideY - row;
  const u = insideX - column;
  const from = (row * width + column) * 3;
  const under = from + width * 3;
  for (let c = 0; c < 3; c++) {
    const upper = data[from + c] + u * (data[from + 3 + c] - data[from + c]);
    const lower = data[under + c] + u * (data[under + 3 + c] - data[under + c]);
    out[to + c] += weight * (upper + v * (lower - upper));
  }
}

/** A smooth ramp across the outline, as `paint` has it. */
function coverAt(distance: number, softness: number): number {
  const ramp = (softness / 2 - distance) / softness;
  return ramp <= 0 ? 0 : ramp >= 1 ? 1 : ramp * ramp * (3 - 2 * ramp);
}

function beyond({ height, width }: Pick<Image, 'height' | 'width'>, row: number, column: number): InputError {
  return new InputError(
    `A layer shows row ${row.toFixed(1)}, column ${column.toFixed(1)} of a source of ${height} x ${width}: ` +
      'give a larger source, or a slower motion.',
  );
}
