import { checkSize } from './limits';

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
export function readBmpHeader(bytes: Buffer): BmpHeader {
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
