import { createImage, type Image } from '../image';
import { type BmpHeader, readBmpHeader } from './bmp-header';
import { unpackRunLengths } from './bmp-run-lengths';

/**
 * Decodes a Windows bitmap, the one format here that sharp does not read: 1, 4 and 8 bits by palette, plain or in run
 * lengths, and 16, 24 and 32 bits. The alpha that some have is dropped.
 *
 * @throws Error in words when it is cut short or damaged, or has more pixels than the limit.
 */
export function decodeBmp(file: Uint8Array): Image {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const header = readBmpHeader(bytes);
  const { width, height, bits, palette, storage, topDown } = header;
  const row = topDown ? (y: number) => y : (y: number) => height - 1 - y;
  if (storage !== 'plain') {
    const indices = unpackRunLengths(bytes.subarray(header.start), header);
    const image = createImage(height, width);
    fill(image, row, (y, x) => colourOf(palette, indices[y * width + x]));
    return image;
  }
  // Rows are padded to 4 bytes. All must be there: what a file does not hold is not made up.
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (bytes.length < header.start + stride * (height - 1) + Math.ceil((width * bits) / 8)) {
    throw new Error('it is cut short');
  }
  const image = createImage(height, width);
  const read = pixelReader(bytes, header);
  fill(image, row, (y, x) => read(header.start + y * stride, x));
  return image;
}

type Colour = readonly [number, number, number];

/** Sets every pixel from its place in the file, which may run from the bottom. Levels are 0 to 255. */
function fill(image: Image, row: (y: number) => number, colour: (y: number, x: number) => Colour): void {
  for (let y = 0; y < image.height; y++) {
    const at = row(y) * image.width * 3;
    for (let x = 0; x < image.width; x++) {
      const levels = colour(y, x);
      for (let c = 0; c < 3; c++) image.data[at + x * 3 + c] = levels[c] / 255;
    }
  }
}

function colourOf(palette: readonly Colour[], index: number): Colour {
  const colour = palette[index];
  if (!colour) throw new Error(`a pixel names colour ${index} of a palette of ${palette.length}`);
  return colour;
}

/** A function from the start of a row and a column to a pixel's colour. */
function pixelReader(
  bytes: Buffer,
  { bits, palette, masks }: BmpHeader,
): (start: number, x: number) => Colour {
  if (bits <= 8) {
    const perByte = 8 / bits;
    return (start, x) => {
      const shift = 8 - bits * (1 + (x % perByte));
      return colourOf(palette, (bytes[start + Math.floor(x / perByte)] >> shift) & (2 ** bits - 1));
    };
  }
  if (bits === 24) {
    return (start, x) => [bytes[start + 3 * x + 2], bytes[start + 3 * x + 1], bytes[start + 3 * x]];
  }
  const [red, green, blue] = masks.map(channelOf);
  return (start, x) => {
    const pixel = bits === 16 ? bytes.readUInt16LE(start + 2 * x) : bytes.readUInt32LE(start + 4 * x);
    return [red(pixel), green(pixel), blue(pixel)];
  };
}

/** The bits of a mask as a level of 0 to 255: 5 bits reach from 0 to 255, too. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const lowest = mask & -mask;
  const shift = 31 - Math.clz32(lowest);
  const largest = mask >>> shift;
  return (pixel) => (((pixel & mask) >>> shift) / largest) * 255;
}
