import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import type { Image } from '../../image';
import { chance } from '../draw';
import { layeredClip, type MovingClip } from './layered-clip';
import { randomLayer, type Scope } from './random-layer';

/** What `movingClip` takes besides its pictures. */
export interface MovingOptions {
  /** Height and width of the HR frames, multiples of `scale`; default 64. */
  readonly height?: number;
  readonly width?: number;
  /** How many frames; default 3. */
  readonly frames?: number;
  /** HR pixels an LR pixel; default 4. */
  readonly scale?: number;
  /** Speeds in LR pixels a frame, log-uniform between the two; default 0.25 to 16. */
  readonly speeds?: readonly [number, number];
  /** Velocities are multiples of so many HR pixels along each axis; default 1. With the value of `scale` they are whole LR pixels. */
  readonly step?: number;
  /** How many shapes move before the background, at least and at most; default 2 to 4. */
  readonly shapes?: readonly [number, number];
  /** Share of clips in which one layer also zooms (up to 8 % a frame) or turns (up to 0.1 radians a frame); default 0.2. */
  readonly turning?: number;
  /** Seed of the clips; default 0. */
  readonly seed?: number;
  /** Number of the clip; default 0. */
  readonly index?: number;
}

/** The pictures that a clip is cut from: drawn scenes, photographs. */
export interface MovingSources {
  /** What moves behind all else. */
  readonly background: Image;
  /** What the shapes are cut from, in turn. */
  readonly shapes: readonly Image[];
}

/**
 * A clip of a background and a few shapes cut from other pictures, each with a velocity of its own: log-uniform in speed, of any
 * direction, whole HR pixels a frame, so that pixels are merely copied and the flow is exact. Nothing beyond a picture's border is
 * made up: where a background does not reach (side of the frame + (frames - 1) x velocity) it moves more slowly, and shapes
 * are no larger than their picture allows.
 *
 * Pure: the same pictures, options, seed and index give the same clip.
 *
 * @throws InputError when a picture is too small, there is none for the shapes, or an option makes no sense.
 */
export function movingClip(sources: MovingSources, options: MovingOptions = {}): MovingClip {
  const { height = 64, width = 64, frames = 3, scale = 4, seed = 0, index = 0 } = options;
  const { speeds = [0.25, 16], step = 1, shapes = [2, 4], turning = 0.2 } = options;
  checkMotion(speeds, step, shapes);
  checkSources(sources, height, width, shapes[1]);
  const random = createRandom(seed, index, 7);
  const count = shapes[0] + random.integer(shapes[1] - shapes[0] + 1);
  const turns = chance(random, turning) ? random.integer(count + 1) : -1;
  const middle = Math.floor(frames / 2);
  const scope: Scope = {
    height,
    width,
    times: [-middle, frames - 1 - middle],
    speeds: [speeds[0] * scale, speeds[1] * scale],
    step,
  };
  const layers = Array.from({ length: count + 1 }, (_, k) => {
    const source = k === 0 ? sources.background : sources.shapes[(k - 1) % sources.shapes.length];
    return randomLayer(random, source, scope, { background: k === 0, turning: k === turns });
  });
  return layeredClip(layers, { height, width, frames, scale });
}

function checkMotion(
  [slowest, fastest]: readonly [number, number],
  step: number,
  [fewest, most]: readonly [number, number],
): void {
  if (!(slowest > 0 && fastest >= slowest && Number.isFinite(fastest))) {
    throw new InputError(
      `Speeds lie between two positive numbers, the smaller first, not ${slowest} and ${fastest}.`,
    );
  }
  if (!(Number.isInteger(step) && step > 0)) {
    throw new InputError(`The step of velocities is a positive whole number of pixels, not ${step}.`);
  }
  if (!(Number.isInteger(fewest) && Number.isInteger(most) && fewest >= 0 && most >= fewest)) {
    throw new InputError(`The number of shapes lies between two whole numbers, not ${fewest} and ${most}.`);
  }
}

/** Sides of a picture that a shape can be cut from. */
const SMALLEST = 64;

function checkSources(
  { background, shapes }: MovingSources,
  height: number,
  width: number,
  most: number,
): void {
  if (background.height < height || background.width < width) {
    throw new InputError(
      `The background is ${background.height} x ${background.width}, smaller than frames of ${height} x ${width}.`,
    );
  }
  if (most > 0 && shapes.length === 0)
    throw new InputError('Shapes need at least one picture to be cut from.');
  shapes.slice(0, most).forEach((shape, k) => {
    if (Math.min(shape.height, shape.width) >= SMALLEST) return;
    throw new InputError(
      `Picture ${k} for shapes is ${shape.height} x ${shape.width}; its sides must have ${SMALLEST} pixels at least.`,
    );
  });
}
