import type { Random } from '@ddr-lab/base/random';
import type { Image } from '../../image';
import { between, chance, logBetween, pick } from '../draw';
import { blob, ellipse, leaf, polygon, rectangle, star, type Pose, type Shape } from '../shapes';
import { FINER, type Layer } from './layer';
import { isShift, movingBack, type Motion } from './motion';

/** What a layer is drawn for. */
export interface Scope {
  readonly height: number;
  readonly width: number;
  /** Frames before (negative) and after the centre, first and last. */
  readonly times: readonly [number, number];
  /** Speeds in HR pixels a frame, at least and at most. */
  readonly speeds: readonly [number, number];
  /** Velocities are multiples of so many pixels. */
  readonly step: number;
}

/** Pixels beyond a shape's box that its ramp may reach. */
const RAMP = 2.4;
/** A box's half side over its shape's radius, at most. */
const REACH = 1.8;
/** Zoom in logarithms, and turn in radians, a frame, at most. */
const ZOOM = 0.08;
const TURN = 0.1;

/**
 * A layer with a motion of its own, cut from anywhere in its source.
 *
 * @param turning whether it zooms or turns, too; a background whose source is too small for that is merely shifted.
 */
export function randomLayer(
  random: Random,
  source: Image,
  scope: Scope,
  { background, turning }: { background: boolean; turning: boolean },
): Layer {
  const shape = background ? undefined : randomShape(random, source, scope);
  const shift = randomShift(random, scope);
  const form = chance(random, 0.5)
    ? { zoom: Math.exp(between(random, -ZOOM, ZOOM)) }
    : { turn: between(random, -TURN, TURN) };
  const wanted = turning ? { ...shift, ...form, about: middleOf(shape, scope) } : shift;
  const motion = shape ? wanted : fitted(wanted, source, scope);
  const [left, top, right, bottom] = shape ? around(shape) : regionOf(motion, scope);
  const density = isShift(motion) ? 1 : FINER;
  const place = (low: number, high: number, length: number): number => {
    const first = Math.ceil(-density * low);
    return first + random.integer(Math.max(1, Math.floor(length - density * high) - first + 1));
  };
  const at = { row: place(top, bottom, source.height), column: place(left, right, source.width) };
  return { source, shape, motion, at };
}

type Box = readonly [number, number, number, number];

/** A shape whose middle lies in the centre frame, and which its source can fill though it is shown at half its size. */
function randomShape(random: Random, source: Image, { height, width }: Scope): Shape {
  const side = Math.min(height, width);
  const most = Math.min(source.height, source.width) / (2 * FINER * REACH) - 2 * RAMP;
  const pose: Pose = {
    x: random.uniform() * width,
    y: random.uniform() * height,
    radius: Math.max(1, Math.min(most, logBetween(random, 0.12, 0.4) * side)),
    aspect: between(random, 0.5, 1),
    angle: random.uniform() * 2 * Math.PI,
  };
  const forms: readonly (() => Shape)[] = [
    () => ellipse(pose),
    () => rectangle(pose, 0.5 * random.uniform()),
    () => polygon(random, pose),
    () => blob(random, pose, 0.4),
    () => leaf(pose),
    () => star(pose, 4 + random.integer(4), between(random, 0.3, 0.5)),
  ];
  return pick(random, forms)();
}

/** A velocity log-uniform in speed and of any direction, rounded to multiples of the step; never none. */
function randomShift(random: Random, { speeds, step }: Scope): Motion {
  const speed = logBetween(random, speeds[0], speeds[1]) / step;
  const direction = random.uniform() * 2 * Math.PI;
  const dx = Math.round(speed * Math.cos(direction));
  const dy = Math.round(speed * Math.sin(direction));
  return dx === 0 && dy === 0 ? { dx: step, dy: 0 } : { dx: step * dx, dy: step * dy };
}

/** The motion as it is, or slower, or without zoom and turn: such that the source reaches as far as it is seen. */
function fitted(motion: Motion, source: Image, scope: Scope): Motion {
  let { dx, dy } = motion;
  for (;;) {
    const slower = { ...motion, dx, dy };
    const [left, top, right, bottom] = regionOf(slower, scope);
    const density = isShift(slower) ? 1 : FINER;
    const fits =
      density * (right - left) <= source.width - 1 && density * (bottom - top) <= source.height - 1;
    if (fits || (isShift(slower) && dx === 0 && dy === 0)) return slower;
    if (dx === 0 && dy === 0) return fitted({ dx: motion.dx, dy: motion.dy }, source, scope);
    dx = scope.step * Math.trunc((0.8 * dx) / scope.step);
    dy = scope.step * Math.trunc((0.8 * dy) / scope.step);
  }
}

/** Left, top, right and bottom of all that frames see of a layer, in pixels of the centre frame. */
function regionOf(motion: Motion, { height, width, times }: Scope): Box {
  let box: Box = [0, 0, width, height];
  for (let t = times[0]; t <= times[1]; t++) {
    const { cos, sin, right, down } = movingBack(motion, t);
    for (const x of [0, width]) {
      for (const y of [0, height]) {
        const u = cos * x - sin * y + right;
        const v = sin * x + cos * y + down;
        box = [Math.min(box[0], u), Math.min(box[1], v), Math.max(box[2], u), Math.max(box[3], v)];
      }
    }
  }
  return box;
}

function around({ box: [left, top, right, bottom] }: Shape): Box {
  return [left - RAMP, top - RAMP, right + RAMP, bottom + RAMP];
}

function middleOf(shape: Shape | undefined, { height, width }: Scope): { x: number; y: number } {
  const [left, top, right, bottom] = shape?.box ?? [0, 0, width, height];
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
