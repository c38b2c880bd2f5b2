import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { filter, type Kernel } from '@ddr-lab/images/filter';
import { createImage, type Image } from '@ddr-lab/images/image';

/**
 * What every degradation is: a function from an image and plain options, all optional, to a new image in
 * [0, 1]. It never changes the image it is given. The random ones take a `seed`: the same seed, the same
 * result. A promise, since some go through a real codec.
 */
export type Degradation<Options extends object> = (image: Image, options?: Options) => Promise<Image>;

/** Options of a degradation that draws random numbers. */
export interface Seeded {
  /** Whole number; default 0. */
  readonly seed?: number;
}

/** What a parameter may be. */
export interface Range {
  /** What it is and its unit, for messages: `sigma in pixels`. */
  readonly what: string;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
}

/**
 * Returns `value` when it lies in the range.
 *
 * @param where the degradation or preset the parameter belongs to, with which the message starts.
 * @throws InputError with the range in words otherwise (NaN included).
 */
export function requireInRange(where: string, range: Range, value: number): number {
  const { what, min, max, whole } = range;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new InputError(`${where}: ${what} must be ${kind} from ${min} to ${max}, not ${value}.`);
}

/** A seed of its own for part `streams` of a work that has one `seed`: link 1 of a chain, image 7 of a set. */
export function subSeed(seed: number, ...streams: number[]): number {
  return createRandom(seed, ...streams).integer(2 ** 32);
}

/** The image correlated with a kernel whose weights are not negative and sum to 1: stays in [0, 1]. */
export function filterImage(image: Image, kernel: Kernel): Image {
  return createImage(image.height, image.width, new Float32Array(filter(image, kernel)));
}
