import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { decodeBytes } from './formats/decode';
import { FILE_LIMIT, formatOf, SIGNATURE_LENGTH } from './formats/format';
import type { Image } from './image';

/**
 * Reads PNG, JPEG, BMP, WebP or TIFF (told by its bytes, not its name) into samples in [0, 1] of the file's own RGB, 8 or
 * 16 bits a sample. Grey is repeated, a palette looked up, EXIF's turn applied, CMYK converted to sRGB; of several pages
 * or frames the first is taken. Alpha is dropped and a colour profile of an RGB file ignored, as OpenCV and Pillow's
 * `convert('RGB')` do: what networks are trained on.
 *
 * @throws InputError naming the file when it is missing, empty, no such image, damaged, over 1 GiB, or has more than 100
 * million pixels, or would take over 1 GiB of memory while it is read (`DDR_MAX_PIXELS` sets another limit for both). Sizes
 * are checked before memory is taken.
 */
export async function readImage(file: string): Promise<Image> {
  const bytes = await readImageFile(file);
  return decodeImage(bytes, file);
}

/** Decodes an image held in memory, as `readImage` does. `name` stands for the file in errors. */
export async function decodeImage(bytes: Uint8Array, name = 'image'): Promise<Image> {
  try {
    return await decodeBytes(bytes);
  } catch (error) {
    throw new InputError(`${name}: cannot be read as an image (${words(error)}).`);
  }
}

/** The bytes of a file that begins as an image does. */
async function readImageFile(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new InputError(`${file}: ${missing ? 'no such file' : `cannot be read (${words(error)})`}.`);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new InputError(`${file}: not a file.`);
    if (found.size === 0) throw new InputError(`${file}: the file is empty.`);
    if (found.size > FILE_LIMIT) {
      throw new InputError(
        `${file}: ${found.size} bytes are more than the 1 GiB that an image file may have.`,
      );
    }
    const { buffer: start } = await handle.read(Buffer.alloc(SIGNATURE_LENGTH), 0, SIGNATURE_LENGTH, 0);
    if (!formatOf(start)) {
      throw new InputError(`${file}: cannot be read as an image (it is no PNG, JPEG, BMP, WebP or TIFF).`);
    }
    return await handle.readFile();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file}: cannot be read (${words(error)}).`);
  } finally {
    await handle.close();
  }
}

/** What `encodeImage` and `writeImage` take. */
export interface EncodeOptions {
  /** `png` (default, lossless at 8 bits) or `jpeg`. */
  format?: 'png' | 'jpeg';
  /** JPEG quality of 1 to 100; default 95. */
  quality?: number;
}

/** The image as the bytes of a PNG or JPEG file, 8 bits a sample, rounded to the nearest level. */
export async function encodeImage(image: Image, options: EncodeOptions = {}): Promise<Buffer> {
  const { format = 'png', quality = 95 } = options;
  const input = sharp(toBytes(image), {
    raw: { width: image.width, height: image.height, channels: 3 },
  });
  return format === 'png' ? input.png().toBuffer() : input.jpeg({ quality }).toBuffer();
}

/** Samples as 8-bit levels, clipped and rounded to the nearest. */
export function toBytes(image: Image): Buffer {
  const bytes = Buffer.alloc(image.data.length);
  for (let i = 0; i < bytes.length; i++) {
    const level = Math.round(image.data[i] * 255);
    bytes[i] = level < 0 ? 0 : level > 255 ? 255 : level;
  }
  return bytes;
}

/**
 * Writes a PNG or JPEG (by the file's ending), whole or not at all.
 *
 * @throws InputError for any other ending, and when the folder cannot be written.
 */
export async function writeImage(image: Image, file: string, options: EncodeOptions = {}): Promise<void> {
  const ending = path.extname(file).toLowerCase();
  const format = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg' }[ending] as 'png' | 'jpeg' | undefined;
  if (!format) throw new InputError(`${file}: images are written as .png, .jpg or .jpeg.`);
  await writeWhole(file, await encodeImage(image, { ...options, format }));
}

function words(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0].trim();
}
