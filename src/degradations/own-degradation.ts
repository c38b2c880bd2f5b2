import { InputError } from '@ddr-lab/base/errors';
import { mapSamples, type Image } from '@ddr-lab/images/image';
import type { Seeded } from './degradation';

/**
 * A degradation of one's own, for whatever takes a preset's name: `{ name: 'haze', apply: (image) => ... }`.
 */
export interface OwnDegradation {
  /** What it is called in tables and figures; no preset's name. */
  readonly name: string;
  /**
   * From an image (RGB in [0, 1]) to a new one. `seed` is a whole number of its own for each image of a set: what is random
   * should come from it alone (`createRandom(seed)`). Samples outside [0, 1] are clipped.
   */
  readonly apply: (image: Image, options: Required<Seeded>) => Image | Promise<Image>;
  /** By how much its result is smaller than the image: it makes LR images of HR images. Left out: of the same size. */
  readonly shrinks?: number;
}

/** Tells one's own degradation from a preset. */
export function isOwnDegradation(degradation: unknown): degradation is OwnDegradation {
  return typeof degradation === 'object' && degradation !== null && 'apply' in degradation;
}

/**
 * Applies one's own degradation to a copy of an image, and checks what comes back.
 *
 * @throws InputError naming the degradation where it gives no image.
 */
export async function applyOwn({ name, apply }: OwnDegradation, image: Image, seed: number): Promise<Image> {
  const result: unknown = await apply({ ...image, data: image.data.slice() }, { seed });
  return mapSamples(checkedImage(name, result), (value) => value);
}

function checkedImage(name: string, result: unknown): Image {
  const { height, width, data } = (result ?? {}) as Partial<Image>;
  const isSize = (size: unknown): size is number => Number.isInteger(size) && (size as number) > 0;
  if (!isSize(height) || !isSize(width) || !(data instanceof Float32Array)) {
    throw new InputError(
      `The degradation ${name} gives no image: its apply must return { height, width, data }, with a Float32Array (createImage, mapSamples).`,
    );
  }
  if (data.length !== height * width * 3) {
    throw new InputError(
      `The degradation ${name} gives ${data.length} samples for an image of ${height} x ${width} x 3, not ${height * width * 3}.`,
    );
  }
  const odd = data.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw new InputError(`The degradation ${name} gives a sample that is ${data[odd]}, no number.`);
  return { height, width, data };
}
