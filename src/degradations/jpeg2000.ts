import { createImage } from '../images/image';
import type { Degradation } from './degradation';
import { openJpeg } from './openjpeg';
import { requireInRange, type Range } from './range';

export interface Jpeg2000Options {
  /** Bytes of the 8-bit RGB image over bytes of its code; default 50 (0.48 bits a pixel). */
  readonly ratio?: number;
}

export const jpeg2000Ratio: Range = { what: 'compression ratio', min: 1, max: 1000 };

/**
 * JPEG 2000 compression to a given ratio: the image, rounded to 8 bits, written and read by OpenJPEG (9/7
 * wavelet, colour transform, one quality layer, one tile). LIVE's `jp2k` images lie between 0.03 and 3.2 bits a
 * pixel: ratios of 800 to 7.5. A small image's code cannot be smaller than its headers.
 */
export const jpeg2000: Degradation<Jpeg2000Options> = async (image, options = {}) => {
  const ratio = requireInRange('JPEG 2000', jpeg2000Ratio, options.ratio ?? 50);
  const { toBytes } = await import('../images/io');
  const { encode, decode } = await openJpeg();
  const bytes = decode(encode(toBytes(image), image.height, image.width, ratio));
  return createImage(
    image.height,
    image.width,
    Float32Array.from(bytes, (level) => level / 255),
  );
};
