import { InputError } from '@ddr-lab/base/errors';

/**
 * An RGB image: `height` x `width` x 3 samples in [0, 1], row by row, red, green and blue side by
 * side (the layout of a tfjs tensor of shape H x W x 3). Functions never change an image they are given.
 */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * An image over `data` (not copied), or a black one.
 *
 * @throws InputError when the size is not positive whole numbers or `data` has another length.
 */
export function createImage(height: number, width: number, data?: Float32Array): Image {
  if (!(Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0)) {
    throw new InputError(`An image needs a positive whole height and width, not ${height} x ${width}.`);
  }
  const length = height * width * 3;
  if (data && data.length !== length) {
    throw new InputError(`An image of ${height} x ${width} x 3 has ${length} samples, not ${data.length}.`);
  }
  return { height, width, data: data ?? new Float32Array(length) };
}

/** A copy with every sample mapped; results are clipped to [0, 1]. */
export function mapSamples(image: Image, map: (value: number, index: number) => number): Image {
  const out = createImage(image.height, image.width);
  for (let i = 0; i < out.data.length; i++) {
    const value = map(image.data[i], i);
    out.data[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  return out;
}
