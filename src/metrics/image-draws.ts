import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';

/** Images drawn anew, many times, with replacement: which results other images would have given (the bootstrap of Efron 1979). */
export interface ImageDraws {
  /** How many images there are. */
  readonly images: number;
  /** The image of each point (patch), from 0 to `images` - 1. */
  readonly imageOf: Int32Array;
  /** For each redraw how often each image was drawn: numbers that add up to `images`. */
  readonly counts: readonly Uint16Array[];
}

/** What `imageDraws` takes. */
export interface ImageDrawsOptions {
  /** How many redraws; default 499. */
  readonly resamples?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Redraws of the images that points come from. All points of an image go together: its versions under every degradation,
 * and the patches cut from it, are drawn or left out as one. The redraws depend on the number of images and the seed alone, so that
 * results on the same images (two layers, two networks) are drawn in pairs, and their ratio or difference has an
 * interval of its own.
 *
 * @param sources the image of each point, by any numbers: `sources` of `degradedSets`, or its `contents`.
 * @throws InputError for no points, or no redraws.
 */
export function imageDraws(sources: ArrayLike<number>, options: ImageDrawsOptions = {}): ImageDraws {
  const { resamples = 499, seed = 0 } = options;
  if (sources.length === 0) throw new InputError('There are no images to draw from.');
  if (!(Number.isInteger(resamples) && resamples >= 1)) {
    throw new InputError(`Images are drawn anew a whole number of times from 1, not ${resamples}.`);
  }
  const places = new Map<number, number>();
  const imageOf = Int32Array.from(sources, (source) => {
    if (!places.has(source)) places.set(source, places.size);
    return places.get(source)!;
  });
  const images = places.size;
  const random = createRandom(seed);
  const counts = Array.from({ length: resamples }, () => {
    const drawn = new Uint16Array(images);
    for (let i = 0; i < images; i++) drawn[random.integer(images)]++;
    return drawn;
  });
  return { images, imageOf, counts };
}

/** The same redraws for some of the points, such as those of two of the degradations. */
export function drawsOf(draws: ImageDraws, rows: ArrayLike<number>): ImageDraws {
  return { ...draws, imageOf: Int32Array.from(rows, (row) => draws.imageOf[row]) };
}

/**
 * Redraws must be of the points that are looked at.
 *
 * @throws InputError for another number of points drawn than `points`.
 */
export function checkDraws({ imageOf }: ImageDraws, points: number): void {
  if (imageOf.length === points) return;
  throw new InputError(`The redraws are of ${imageOf.length} points, not of ${points}.`);
}

/**
 * The mean of a number that each image has, in each redraw: a gain in dB, say.
 *
 * @param values one a point, in the order of `draws.imageOf`.
 * @throws InputError for another number of values than points.
 */
export function resampledMean(values: ArrayLike<number>, { imageOf, counts }: ImageDraws): number[] {
  if (values.length !== imageOf.length) {
    throw new InputError(
      `There are ${values.length} values for ${imageOf.length} points: one a point is needed.`,
    );
  }
  return counts.map((drawn) => {
    let [sum, weight] = [0, 0];
    for (let i = 0; i < imageOf.length; i++) {
      sum += drawn[imageOf[i]] * values[i];
      weight += drawn[imageOf[i]];
    }
    return sum / weight;
  });
}
