import { crc32 } from 'node:zlib';
import { createMatrix, type Matrix } from '../arrays/matrix';

/** What the cache keeps under one key: matrices by name. */
export type Entry = Readonly<Record<string, Matrix>>;

/** One array as the header of a file describes it. */
interface Described {
  readonly name: string;
  readonly type: 'float32' | 'float64';
  readonly rows: number;
  readonly columns: number;
}

/** First bytes of each file; the digit is the version of the format. */
const magic = 'ddrcach1';
/** Magic, checksum of all that follows it, length of the JSON header; then header and arrays, at multiples of 8 bytes. */
const prefix = 16;

/**
 * The bytes of an entry, in parts that are to be written one after the other; arrays are not copied. The numbers are in
 * the order of this machine's processor, as a cache never leaves it.
 */
export function encodeEntry(key: string, entry: Entry): Uint8Array[] {
  const arrays = Object.entries(entry);
  const described = arrays.map(([name, { rows, columns, data }]): Described => ({
    name,
    type: data instanceof Float32Array ? 'float32' : 'float64',
    rows,
    columns,
  }));
  const header = padded(Buffer.from(JSON.stringify({ key, arrays: described })), 0x20);
  const body = arrays
    .flatMap(([, { data }]) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return [bytes, new Uint8Array(gap(bytes.length))];
    })
    // The checksum of nothing would begin it anew.
    .filter(({ length }) => length > 0);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE([length, header, ...body].reduce((crc, part) => crc32(part, crc), 0));
  return [Buffer.concat([Buffer.from(magic), sum, length, header]), ...body];
}

/**
 * The entry in the bytes of a file; nothing where they are not, byte for byte, what was written under this key. The
 * matrices lie in the bytes where they can, without a copy.
 */
export function decodeEntry(key: string, bytes: Buffer): Entry | undefined {
  if (bytes.length < prefix || bytes.toString('latin1', 0, 8) !== magic) return undefined;
  if (crc32(bytes.subarray(12)) !== bytes.readUInt32LE(8)) return undefined;
  const start = prefix + bytes.readUInt32LE(12);
  try {
    const header = JSON.parse(bytes.toString('utf8', prefix, start)) as { key: string; arrays: Described[] };
    if (header.key !== key) return undefined;
    let at = start;
    const entry: [string, Matrix][] = [];
    for (const { name, type, rows, columns } of header.arrays) {
      if (!isSize(rows) || !isSize(columns) || !sizes.has(type)) return undefined;
      const length = rows * columns * sizes.get(type)!;
      if (at + length > bytes.length) return undefined;
      entry.push([name, createMatrix(rows, columns, numbers(bytes.subarray(at, at + length), type))]);
      at += length + gap(length);
    }
    return at === bytes.length ? Object.fromEntries(entry) : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of a number. */
const sizes = new Map<string, number>([
  ['float32', 4],
  ['float64', 8],
]);

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Bytes up to the next multiple of 8. */
const gap = (length: number): number => (8 - (length % 8)) % 8;

function padded(bytes: Buffer, filler: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(gap(bytes.length), filler)]);
}

function numbers(bytes: Uint8Array, type: Described['type']): Float32Array | Float64Array {
  // A small file may be read into a shared pool, where it may begin anywhere: then its numbers are copied.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return type === 'float32'
    ? new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
    : new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
}
