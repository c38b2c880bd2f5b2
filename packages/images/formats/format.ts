import { InputError } from '@ddr-lab/base/errors';

/** The formats that images are read from. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'bmp';

/** How many bytes of a file's start `formatOf` looks at. */
export const SIGNATURE_LENGTH = 12;

/** Each format by the bytes that its files begin with. */
const signatures: readonly (readonly [ImageFormat, RegExp])[] = [
  ['png', /^\x89PNG\r\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['webp', /^RIFF[^]{4}WEBP/],
  // Little and big endian, each also as BigTIFF.
  ['tiff', /^(II[*+]\0|MM\0[*+])/],
  ['bmp', /^BM/],
];

/**
 * The format of a file by its first bytes; its name does not count, as names are often wrong. Whatever else the decoder
 * could read (SVG, PDF, MagickScript ...) is thereby never handed to it.
 */
export function formatOf(bytes: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(bytes.subarray(0, SIGNATURE_LENGTH)).toString('latin1');
  return signatures.find(([, signature]) => signature.test(start))?.[0];
}

/** Pixels that an image may have unless `DDR_MAX_PIXELS` says otherwise. */
const DEFAULT_PIXELS = 100e6;

/** Bytes of memory that reading an image may take besides its file, unless `DDR_MAX_PIXELS` says otherwise: 1 GiB. */
const MEMORY_LIMIT = 2 ** 30;

/** Bytes of a pixel of the image that is read: three float32 samples. */
const RESULT = 12;

/** The largest file that is read, whatever it may hold: 1 GiB. */
export const FILE_LIMIT = 2 ** 30;

/**
 * How many pixels an image that is read may have: `DDR_MAX_PIXELS`, else 100 million.
 *
 * @throws InputError when `DDR_MAX_PIXELS` is no positive number.
 */
function pixelLimit(): number {
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
 * @param decoding bytes a pixel that the decoder holds while the image is made of them.
 * @throws Error in words when the image is empty, larger than `pixelLimit`, or would take more than 1 GiB of memory and
 * `DDR_MAX_PIXELS` does not allow it.
 */
export function checkSize(width: number, height: number, decoding = 0): void {
  if (!(width > 0 && height > 0)) throw new Error(`it claims ${width} x ${height} pixels`);
  const limit = pixelLimit();
  if (width * height <= limit) return checkMemory(width, height, decoding);
  throw new Error(
    `${width} x ${height} pixels are more than the limit of ${limit}; crop or shrink it first, ` +
      `or set DDR_MAX_PIXELS to at least ${width * height}, with 16 to 32 bytes of memory a pixel`,
  );
}

function checkMemory(width: number, height: number, decoding: number): void {
  if (process.env.DDR_MAX_PIXELS) return;
  // The decoder works on some rows at a time, which counts where a row is very long.
  const bytes = width * height * (RESULT + decoding) + width * ROWS;
  if (bytes <= MEMORY_LIMIT) return;
  throw new Error(
    `${width} x ${height} pixels of this kind could take ${(bytes / 2 ** 30).toFixed(1)} GiB of memory, the limit is 1; ` +
      `crop or shrink it first, or set DDR_MAX_PIXELS to at least ${width * height}`,
  );
}

/** Bytes of a column that the decoder's rows take. */
const ROWS = 32;
