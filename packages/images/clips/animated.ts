import sharp from 'sharp';
import { clipOf, type Clip } from '../clip';
import { createImage, type Image } from '../image';
import { checkFrames, wantedFrames, type OpenClipOptions } from './frame-limit';

/** Longest time that one file may take to decode, seconds. */
const LONGEST = 300;

/**
 * The frames of an animated GIF or WebP as they are shown: each laid over what the ones before it have left. Eight bits a sample;
 * transparency is dropped. An image without motion is a clip of one frame.
 *
 * @throws InputError naming the file when there is no such frame or they take over 1 GiB; Error in words when it is damaged.
 */
export async function decodeAnimated(
  bytes: Uint8Array,
  file: string,
  options: OpenClipOptions = {},
): Promise<Clip> {
  const { first, count } = wantedFrames(options);
  const {
    pages = 1,
    pageHeight,
    height: whole,
    width,
  } = await sharp(bytes, {
    animated: true,
    limitInputPixels: false,
  }).metadata();
  const height = pageHeight ?? whole;
  const frames = Math.min(count, pages - first);
  checkFrames(file, { height, width, frames });
  const { data, info } = await sharp(bytes, {
    page: first,
    pages: frames,
    limitInputPixels: false,
    failOn: 'error',
  })
    .timeout({ seconds: LONGEST })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const size = height * width * info.channels;
  return clipOf(
    Array.from({ length: frames }, (_, t) =>
      frameOf(data.subarray(t * size, (t + 1) * size), height, width, info.channels),
    ),
  );
}

/** Levels of 8 bits as an image: of one channel, which is repeated, or of three or four, of which three are taken. */
export function frameOf(levels: Uint8Array, height: number, width: number, channels: number): Image {
  const frame = createImage(height, width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) {
      frame.data[3 * pixel + c] = levels[pixel * channels + (channels < 3 ? 0 : c)] / 255;
    }
  }
  return frame;
}
