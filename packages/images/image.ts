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

/**
 * The Y of BT.601 as MATLAB's `rgb2ycbcr` defines it, over 255: 16/255 for black, 235/255 for white.
 * Height x width samples in float64, not rounded to 8 bits (as BasicSR and scikit-image, unlike MATLAB on
 * uint8 images). The channel on which the field reports PSNR and SSIM.
 */
export function luma(image: Image): Float64Array {
  const { data } = image;
  const y = new Float64Array(data.length / 3);
  for (let i = 0; i < y.length; i++) {
    const at = i * 3;
    y[i] = (16 + 65.481 * data[at] + 128.553 * data[at + 1] + 24.966 * data[at + 2]) / 255;
  }
  return y;
}
