import { InputError } from '@ddr-lab/base/errors';
import type { Calculus, PixelWindow } from '@ddr-lab/engine/gradients/objective';

/** Numbers that a target is told, such as a direction; the first axis is 1. */
export interface GivenNumbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * What is attributed: one number that is made of what a layer puts out. It stands twice: as plain arithmetic, for networks that can only be
 * run, and in the calculus that gradients are computed from.
 */
export interface Target {
  /** In a few words: `detail at 110, 150`. */
  readonly name: string;
  /** The layer that is looked at; undefined: the network's output. */
  readonly layer?: string;
  /**
   * Its value for one item.
   *
   * @param data what the layer puts out, flattened.
   * @param shape H x W x C, or C.
   * @throws InputError where it does not fit.
   */
  value(data: ArrayLike<number>, shape: readonly number[]): number;
  /** The sum of its values over a batch; `given` as below, by name. */
  build<T>(calculus: Calculus<T>, output: T, given: Readonly<Record<string, T>>): T;
  /** Numbers that `build` needs, for a layer that puts out `shape`. */
  given?(shape: readonly number[]): Readonly<Record<string, GivenNumbers>>;
}

/** Where a window of an output lies. */
export interface WindowOptions {
  /** Column of its left edge, in pixels of the output, from 0. */
  readonly left: number;
  /** Row of its upper edge. */
  readonly top: number;
  /** Its side in pixels; default 16. */
  readonly size?: number;
}

/** LAM's objective has this under its root, so that flat places have a slope of 0. */
export const DETAIL_EPSILON = 1e-12;

/**
 * How much detail a window of the output has: the magnitudes of forward differences, sqrt(down^2 + across^2 + epsilon), summed over three
 * colours and the window (LAM's objective, Gu and Dong 2021, as their code has it; the text says Sobel). Without the epsilon, 1e-12 here, the slope is NaN
 * where two pixels are equal, which the authors' code sets to 0.
 */
export function windowDetail({ left, top, size = 16 }: WindowOptions): Target {
  const window = windowOf({ left, top, size });
  return {
    name: `detail of the ${size} x ${size} window at ${left}, ${top}`,
    value: (data, shape) => {
      const [, width, channels] = fitted(window, shape, 1);
      let sum = 0;
      forWindow(window, width, channels, (at) => {
        const down = data[at + width * channels] - data[at];
        const across = data[at + channels] - data[at];
        sum += Math.sqrt(down * down + across * across + DETAIL_EPSILON);
      });
      return sum;
    },
    build: (calculus, output) => calculus.gradientMagnitude(output, window, DETAIL_EPSILON),
  };
}

/** The sum of all samples of a window of the output: a linear objective. */
export function windowIntensity({ left, top, size = 16 }: WindowOptions): Target {
  const window = windowOf({ left, top, size });
  return {
    ...linear(`intensity of the ${size} x ${size} window at ${left}, ${top}`, (shape) => {
      const [, width, channels] = fitted(window, shape, 0);
      const weights = new Float32Array(shape.reduce((a, b) => a * b, 1));
      forWindow(window, width, channels, (at) => (weights[at] = 1));
      return weights;
    }),
  };
}

/** A channel of a layer, the mean over its places. */
export function channelMean(layer: string, channel: number): Target {
  return linear(
    `channel ${channel} of ${layer}`,
    (shape) => {
      const channels = shape[shape.length - 1];
      if (!Number.isInteger(channel) || channel < 0 || channel >= channels) {
        throw new InputError(`${layer} has channels 0 to ${channels - 1}, not ${channel}.`);
      }
      const size = shape.reduce((a, b) => a * b, 1);
      return Float32Array.from({ length: size }, (_, i) => (i % channels === channel ? channels / size : 0));
    },
    { layer },
  );
}

/** A classifier's score of one class before the softmax. */
export function logit(label: number, layer?: string): Target {
  return linear(
    `logit ${label}`,
    (shape) => {
      if (shape.length !== 1)
        throw new InputError(`Logits are N x classes; this puts out ${shape.join(' x ')}.`);
      if (!Number.isInteger(label) || label < 0 || label >= shape[0]) {
        throw new InputError(`There are classes 0 to ${shape[0] - 1}, none with the number ${label}.`);
      }
      return Float32Array.from({ length: shape[0] }, (_, i) => (i === label ? 1 : 0));
    },
    { layer },
  );
}

/** What `featurePlace` takes. */
export interface FeaturePlaceOptions {
  /** What it is called; default `place along a direction of LAYER`. */
  readonly name?: string;
  /** Where the direction begins, such as the mean of all patches; default zeros. */
  readonly origin?: ArrayLike<number>;
}

/**
 * Where an image lies along a direction of a layer's feature space: (features - origin) . direction. With a principal component as direction and the
 * mean as origin this is the image's place along an axis of the map of deep degradation representations, so that an attribution of it says which
 * pixels put it there.
 *
 * @param direction as many numbers as the layer puts out for the image (H x W x C, channels fastest), or C of them, which then hold for the mean over places.
 */
export function featurePlace(
  layer: string,
  direction: ArrayLike<number>,
  options: FeaturePlaceOptions = {},
): Target {
  const { name = `place along a direction of ${layer}`, origin } = options;
  if (origin && origin.length !== direction.length) {
    throw new InputError(
      `${name}: the origin has ${origin.length} numbers, the direction ${direction.length}.`,
    );
  }
  let offset = 0;
  for (let i = 0; origin && i < origin.length; i++) offset += origin[i] * direction[i];
  return linear(
    name,
    (shape) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const channels = shape[shape.length - 1];
      if (direction.length === size) return Float32Array.from(direction);
      if (direction.length !== channels) {
        throw new InputError(
          `${name}: ${layer} puts out ${shape.join(' x ')} numbers, the direction has ${direction.length}. Take images of the size that it was found with.`,
        );
      }
      return Float32Array.from({ length: size }, (_, i) => (direction[i % channels] * channels) / size);
    },
    { layer, offset },
  );
}

/** A weighted sum of all numbers, less an offset. */
function linear(
  name: string,
  weightsFor: (shape: readonly number[]) => Float32Array,
  { layer, offset = 0 }: { readonly layer?: string; readonly offset?: number } = {},
): Target {
  return {
    name,
    ...(layer === undefined ? {} : { layer }),
    value: (data, shape) => {
      const weights = weightsFor(shape);
      let sum = -offset;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * data[i];
      return sum;
    },
    build: (calculus, output, { weights }) => calculus.inner(output, weights),
    given: (shape) => ({ weights: { shape: [1, ...shape], data: weightsFor(shape) } }),
  };
}

function windowOf({ left, top, size }: Required<WindowOptions>): PixelWindow {
  for (const [what, value, least] of [
    ['left', left, 0],
    ['top', top, 0],
    ['size', size, 1],
  ] as const) {
    if (!Number.isInteger(value) || value < least) {
      throw new InputError(`The window's ${what} is a whole number of at least ${least}, not ${value}.`);
    }
  }
  return { left, top, height: size, width: size };
}

/** The shape of an output that a window lies in; `beyond`: the pixels below and to the right that it needs, too. */
function fitted(window: PixelWindow, shape: readonly number[], beyond: number): readonly number[] {
  const { left, top, height, width } = window;
  if (shape.length !== 3)
    throw new InputError(
      `A window lies in an image, and the network puts out ${shape.join(' x ')} numbers. Targets for these are logit, channelMean and featurePlace.`,
    );
  const [most, widest] = [shape[0] - height - beyond, shape[1] - width - beyond];
  if (top > most || left > widest) {
    throw new InputError(
      `The window of ${height} x ${width} at column ${left}, row ${top} does not lie in the output of ${shape[0]} x ${shape[1]}: ` +
        (most < 0 || widest < 0
          ? 'it is too large.'
          : `its corner is at most at column ${widest}, row ${most}.`),
    );
  }
  return shape;
}

function forWindow(
  { left, top, height, width }: PixelWindow,
  imageWidth: number,
  channels: number,
  visit: (at: number) => void,
): void {
  for (let y = top; y < top + height; y++) {
    for (let at = (y * imageWidth + left) * channels; at < (y * imageWidth + left + width) * channels; at++)
      visit(at);
  }
}
