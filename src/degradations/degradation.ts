import type { Image } from '../images/image';

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
