import { InputError } from '../../errors';

/** Pixels that an image may have unless `DDR_MAX_PIXELS` says otherwise: 100 megapixels, 1.2 GB as float32. */
const DEFAULT_PIXELS = 100e6;

/** The largest file that is read, whatever it may hold: 1 GiB. */
export const FILE_LIMIT = 2 ** 30;

/**
 * How many pixels an image that is read may have: `DDR_MAX_PIXELS`, else 100 million.
 *
 * @throws InputError when `DDR_MAX_PIXELS` is no positive number.
 */
export function pixelLimit(): number {
  const named = process.env.DDR_MAX_PIXELS;
  if (named === undefined || named === '') return DEFAULT_PIXELS;
  const pixels = Number(named);
  if (pixels > 0) return pixels;
  throw new InputError(
    `DDR_MAX_PIXELS is ${named}; set it to a number of pixels such as 400e6, or unset it.`,
  );
}

/**
 * Refuses a size before memory is taken for its pixels.
 *
 * @throws Error in words when the image is empty or larger than `pixelLimit`.
 */
export function checkSize(width: number, height: number): void {
  if (!(width > 0 && height > 0)) throw new Error(`it claims ${width} x ${height} pixels`);
  const limit = pixelLimit();
  if (width * height <= limit) return;
  throw new Error(
    `${width} x ${height} pixels are more than the limit of ${limit}; crop or shrink it first, ` +
      `or set DDR_MAX_PIXELS to at least ${width * height}, with 16 bytes of memory a pixel`,
  );
}
