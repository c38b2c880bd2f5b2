import { createImage, type Image } from '../image';
import { checkSize } from './format';

/** How a bitmap's pixels are stored. */
export type BmpStorage = 'plain' | 'rle4' | 'rle8';

/** What a Windows bitmap's headers say, checked. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows from the top; bitmaps usually begin at the bottom. */
  readonly topDown: boolean;
  /** Bits a pixel: 1, 4 or 8 (by palette), 16, 24 or 32. */
  readonly bits: number;
  readonly storage: BmpStorage;
  /** Red, green and blue of each palette entry, 0 to 255. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Which bits of a pixel of 16 or 32 bits are red, green and blue. */
  readonly masks: readonly [number, number, number];
  /** Where the pixels begin, in bytes. */
  readonly start: number;
}

const FILE_HEADER = 14;
/** Lengths of the headers: OS/2's first, Windows' (V1 to V5). */
const lengths = [12, 40, 52, 56, 108, 124];

/**
 * Reads the headers of a bitmap ("Bitmap Storage", Windows GDI: BITMAPCOREHEADER, BITMAPINFOHEADER, V4, V5).
 *
 * @throws Error in words when they are cut short, contradict each other, or name more pixels than the limit.
 */
function readBmpHeader(bytes: Buffer): BmpHeader {
  if (bytes.length < FILE_HEADER + 12 || bytes.toString('latin1', 0, 2) !== 'BM')
    throw new Error('no bitmap header');
  const length = bytes.readUInt32LE(14);
  if (!lengths.includes(length)) throw new Error(`a bitmap header of ${length} bytes is not known`);
  if (bytes.length < FILE_HEADER + length) throw new Error('it ends within its header');
  const old = length === 12;
  const width = old ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const rows = old ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const bits = bytes.readUInt16LE(old ? 24 : 28);
  const compression = old ? 0 : bytes.readUInt32LE(30);
  const height = Math.abs(rows);
  checkSize(width, height);
  const start = bytes.readUInt32LE(10);
  // The masks follow a header of 40 bytes and are part of longer ones, at the same place.
  const masksEnd = compression === 3 ? 66 : compression === 6 ? 70 : 0;
  if (bytes.length < masksEnd) throw new Error('it ends within its header');
  return {
    width,
    height,
    topDown: rows < 0,
    bits,
    storage: storageOf(bits, compression),
    palette: bits <= 8 ? readPalette(bytes, Math.max(FILE_HEADER + length, masksEnd), bits, old) : [],
    masks: masksEnd
      ? [bytes.readUInt32LE(54), bytes.readUInt32LE(58), bytes.readUInt32LE(62)]
      : bits === 16
        ? [0x7c00, 0x03e0, 0x001f]
        : [0xff0000, 0xff00, 0xff],
    start,
  };
}

function storageOf(bits: number, compression: number): BmpStorage {
  if (compression === 0 && [1, 4, 8, 16, 24, 32].includes(bits)) return 'plain';
  if ((compression === 3 || compression === 6) && (bits === 16 || bits === 32)) return 'plain';
  if (compression === 1 && bits === 8) return 'rle8';
  if (compression === 2 && bits === 4) return 'rle4';
  throw new Error(`a bitmap of ${bits} bits a pixel with compression ${compression} is not known`);
}

/** Entries are blue, green, red, and in all but OS/2's a byte of no meaning. */
function readPalette(bytes: Buffer, at: number, bits: number, old: boolean): [number, number, number][] {
  const named = old ? 0 : bytes.readUInt32LE(46);
  const count = named === 0 ? 2 ** bits : named;
  if (count > 2 ** bits) throw new Error(`a palette of ${count} colours with ${bits} bits a pixel`);
  const size = old ? 3 : 4;
  if (bytes.length < at + count * size) throw new Error('it ends within its palette');
  return Array.from({ length: count }, (_, i) => {
    const entry = at + i * size;
    return [bytes[entry + 2], bytes[entry + 1], bytes[entry]];
  });
}

/** Two bytes stand for a run of at most 255 pixels: a size beyond that is a lie. */
const greatestRatio = 255 / 2;

/** What `unpackRunLengths` needs to know of a bitmap. */
export interface RunLengthShape {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
}

/**
 * The palette indices of a bitmap in run lengths (BI_RLE8, BI_RLE4), row by row in the file's order. Pixels that the file
 * skips are index 0, as in other readers.
 *
 * @throws Error in words when the bytes could not make so many pixels, or the runs leave the image or end before they say so.
 */
function unpackRunLengths(bytes: Uint8Array, { width, height, bits }: RunLengthShape): Uint8Array {
  if (width * height > greatestRatio * bytes.length) throw new Error('it is cut short');
  const indices = new Uint8Array(width * height);
  let at = 0;
  let x = 0;
  let y = 0;
  const next = (): number => {
    if (at >= bytes.length) throw new Error('it is cut short');
    return bytes[at++];
  };
  const put = (index: number): void => {
    if (x >= width || y >= height) throw new Error('a run leaves the image');
    indices[y * width + x++] = index;
  };
  /** The index at `place` of a sequence that holds two to a byte where they have 4 bits. */
  const part = (byte: number, place: number): number =>
    bits === 8 ? byte : place % 2 === 0 ? byte >> 4 : byte & 15;
  // Some writers leave out the mark of the end.
  const complete = (): boolean => at >= bytes.length && (y >= height || (y === height - 1 && x === width));
  while (!complete()) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let i = 0; i < count; i++) put(part(value, i));
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += next();
      y += next();
    } else {
      const first = at;
      let byte = 0;
      for (let i = 0; i < value; i++) {
        if (bits === 8 || i % 2 === 0) byte = next();
        put(part(byte, i));
      }
      // Such a sequence fills whole words of 16 bits.
      if ((at - first) % 2 === 1) next();
    }
  }
  return indices;
}

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
