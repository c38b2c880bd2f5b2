import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { InputError } from '../errors';
import { writeWhole } from '../files/write-whole';
import { decodeBmp } from './bmp';
import { createImage, type Image } from './image';

/** Pixels a file may hold: 100 megapixels, 1.2 GB as float32. A larger one is refused unread. */
const PIXEL_LIMIT = 100e6;

/**
 * Reads PNG, JPEG, BMP, WebP or TIFF into linear samples in [0, 1] of the file's own RGB
 * (8 and 16 bits a sample; grey is repeated, alpha dropped, EXIF's turn applied, CMYK converted to sRGB).
 *
 * @throws InputError naming the file when it is missing, no image, damaged or over 100 megapixels.
 */
export async function readImage(file: string): Promise<Image> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new InputError(`${file}: no such file.`);
  if (!found.isFile()) throw new InputError(`${file}: not a file.`);
  if (found.size === 0) throw new InputError(`${file}: the file is empty.`);
  try {
    if (/\.bmp$/i.test(file)) return decodeBmp(await readFile(file), PIXEL_LIMIT);
    return await decode(sharp(file, { failOn: 'error', limitInputPixels: PIXEL_LIMIT }));
  } catch (error) {
    throw new InputError(`${file}: cannot be read as an image (${words(error)}).`);
  }
}

/** Decodes an image held in memory, as `readImage` does. `name` stands for the file in errors. */
export async function decodeImage(bytes: Uint8Array, name = 'image'): Promise<Image> {
  try {
    return await decode(sharp(bytes, { failOn: 'error', limitInputPixels: PIXEL_LIMIT }));
  } catch (error) {
    throw new InputError(`${name}: cannot be read as an image (${words(error)}).`);
  }
}

async function decode(input: Sharp): Promise<Image> {
  const { depth } = await input.metadata();
  const wide = depth === 'ushort';
  const pipeline = input
    .rotate()
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .removeAlpha();
  const { data, info } = await pipeline.raw({ depth: wide ? 'ushort' : 'uchar' }).toBuffer({
    resolveWithObject: true,
  });
  const samples = wide ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data;
  return fromSamples(samples, info.height, info.width, info.channels, wide ? 65535 : 255);
}

function fromSamples(
  samples: ArrayLike<number>,
  height: number,
  width: number,
  channels: number,
  white: number,
): Image {
  const image = createImage(height, width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) {
      image.data[pixel * 3 + c] = samples[pixel * channels + (channels < 3 ? 0 : c)] / white;
    }
  }
  return image;
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
