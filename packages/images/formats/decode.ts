import sharp, { type Metadata } from 'sharp';
import { createImage, type Image } from '../image';
import { decodeBmp } from './bmp';
import { checkSize, formatOf } from './format';

/** Longest time that one image may take to decode, seconds: a crafted file cannot hold a process up. */
const LONGEST = 120;

/**
 * The image in the bytes of a PNG, JPEG, BMP, WebP or TIFF file, as `readImage` describes.
 *
 * @throws Error in words when it is none, damaged, too large, or has samples that are not of 8 or 16 bits.
 */
export async function decodeBytes(bytes: Uint8Array): Promise<Image> {
  const format = formatOf(bytes);
  if (!format) throw new Error('it is no PNG, JPEG, BMP, WebP or TIFF');
  if (format === 'bmp') return decodeBmp(bytes);
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  checkSize(metadata.width, metadata.height, bytesWhileDecoding(metadata));
  const wide = metadata.depth === 'ushort';
  if (!wide && metadata.depth !== 'uchar') {
    throw new Error(
      `its samples are of type ${metadata.depth}; save it with 8 or 16 bits a sample, as PNG say`,
    );
  }
  // A profile is followed where there is no way around it: the numbers of an RGB file are what networks are trained on.
  const ignoreIcc = metadata.space !== 'cmyk';
  const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: false, ignoreIcc })
    .timeout({ seconds: LONGEST })
    .autoOrient()
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .removeAlpha()
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1 && info.channels !== 3)
    throw new Error(`it has ${info.channels} bands, not 1 or 3`);
  const samples = wide ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data;
  return fromSamples(samples, info.height, info.width, info.channels, wide ? 65535 : 255);
}

/**
 * Bytes a pixel that decoding takes: the samples that come out, and all that go in where the decoder cannot work row by row
 * (interlaced PNG, turned images, WebP, TIFF in tiles or strips of any size).
 */
function bytesWhileDecoding({
  format,
  depth,
  channels = 3,
  isProgressive,
  orientation = 1,
}: Metadata): number {
  const sample = depth === 'ushort' ? 2 : 1;
  const byRows = (format === 'png' && !isProgressive) || format === 'jpeg';
  return 3 * sample + (byRows && orientation === 1 ? 0 : channels * sample);
}

function fromSamples(
  samples: ArrayLike<number>,
  height: number,
  width: number,
  channels: 1 | 3,
  white: number,
): Image {
  const image = createImage(height, width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) {
      image.data[pixel * 3 + c] = samples[pixel * channels + (channels === 1 ? 0 : c)] / white;
    }
  }
  return image;
}
