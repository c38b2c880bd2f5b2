import { open } from 'node:fs/promises';
import { InputError } from '../errors';
import { writeParts } from '../files/write-whole';
import type { Matrix } from './matrix';
import { numberType, type NumberType } from './number-types';

/** The typed arrays that a `.npy` file can hold here. */
export type NpyData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | BigUint64Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

type NpyDataConstructor<Data extends NpyData> = {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Data;
  new (buffer: ArrayBufferLike, offset: number, length: number): Data;
};

/** What arrays of each type become: half precision as float32, truth values as 0 and 1. */
const arrays: Readonly<Record<string, NpyDataConstructor<NpyData>>> = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Float32Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** NumPy's type codes as we write them: little-endian, as on every machine that Node runs on for us. */
const written: readonly (readonly [code: string, type: NpyDataConstructor<NpyData>])[] = [
  ['<f8', Float64Array],
  ['<f4', Float32Array],
  ['<i8', BigInt64Array],
  ['<i4', Int32Array],
  ['<i2', Int16Array],
  ['|i1', Int8Array],
  ['<u8', BigUint64Array],
  ['<u4', Uint32Array],
  ['<u2', Uint16Array],
  ['|u1', Uint8Array],
];

/** An array of something else than numbers: texts, records, Python objects. */
export class UnknownNumbers extends InputError {
  /** @param what it holds instead: `records with fields`. */
  constructor(
    message: string,
    readonly what: string,
  ) {
    super(message);
  }
}

/** What the first bytes of a `.npy` file say. */
export interface NpyHeader {
  /** What the numbers become. */
  readonly type: NpyDataConstructor<NpyData>;
  /** What they are in the file. */
  readonly stored: NumberType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** How many numbers follow. */
  readonly length: number;
  /** Where they begin, in bytes from the start of the file. */
  readonly offset: number;
}

/** The fixed bytes in front of the header's text in versions 2 and 3; two fewer in version 1. */
export const npyPrefixLength = 12;

/** NumPy's own limit is 10,000 characters; a header of ours takes 118. */
const longestHeader = 65536;

/**
 * Where the numbers begin, from the first `npyPrefixLength` bytes of a file (fewer when it is shorter).
 *
 * @throws InputError naming `name` when this is no `.npy` file of version 1, 2 or 3.
 */
export function npyDataOffset(prefix: Uint8Array, name: string): number {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (magic.some((byte, i) => prefix[i] !== byte)) {
    throw new InputError(`${name} is not a NumPy .npy file. Write one with numpy.save(file, array).`);
  }
  if (prefix.length < npyPrefixLength) throw truncated(name);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const major = prefix[6];
  if (major < 1 || major > 3) {
    throw new InputError(`${name} is a .npy file of version ${major}; versions 1, 2 and 3 can be read.`);
  }
  const offset = major === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (offset > longestHeader) {
    throw new InputError(
      `${name} has a header of ${offset} bytes: the file is damaged, or not a plain array.`,
    );
  }
  return offset;
}

/**
 * Reads the header from the bytes in front of the numbers.
 *
 * @param bytes the first `npyDataOffset` bytes of the file, or all of it.
 * @throws InputError naming `name` when the header cannot be read, or its numbers are not floating point of 2, 4
 *   or 8 bytes, integers of 1 to 8, or truth values.
 */
export function parseNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const offset = npyDataOffset(bytes.subarray(0, npyPrefixLength), name);
  if (bytes.length < offset) throw truncated(name);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, offset).toString('latin1');
  const described = /'descr':\s*('([^']*)'|\[)/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const listed = /'shape':\s*\(([\d\s,L]*)\)/.exec(text);
  if (!described || !order || !listed) {
    throw new InputError(`${name} has no readable .npy header (descr, fortran_order, shape): it is damaged.`);
  }
  const code = described[2] ?? '';
  const stored = /^[<>=|]/.test(code) ? numberType(code.slice(1), 'numpy') : undefined;
  if (!stored) {
    const what = described[2] === undefined ? 'records with fields' : `numbers of type ${described[2]}`;
    throw new UnknownNumbers(
      `${name} holds ${what}. Save float32 or float64 instead: numpy.save(file, array.astype("<f4")).`,
      what,
    );
  }
  const shape = listed[1]
    .split(',')
    .map((size) => size.replace('L', '').trim())
    .filter((size) => size !== '')
    .map(Number);
  const length = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(length * 8) || !shape.every(Number.isSafeInteger)) {
    throw new InputError(
      `${name} claims the shape (${shape.join(', ')}), which no memory holds: it is damaged.`,
    );
  }
  return {
    type: arrays[stored.name],
    stored,
    littleEndian: code[0] !== '>',
    fortranOrder: order[1] === 'True',
    shape,
    length,
    offset,
  };
}

/**
 * Checks that `size` bytes are just what the header promises.
 *
 * @throws InputError naming `name`, with both sizes.
 */
export function checkNpySize({ stored, shape, length, offset }: NpyHeader, size: number, name: string): void {
  const expected = offset + length * stored.size;
  if (size === expected) return;
  const fault = size < expected ? 'it was cut off' : 'something follows the array';
  throw new InputError(
    `${name} has ${size} bytes where the shape (${shape.join(', ')}) needs ${expected}: ${fault}. Save it again.`,
  );
}

/** The bytes in front of the numbers: version 1, C order, the numbers aligned to 64 bytes as NumPy does. */
function formatNpyHeader(shape: readonly number[], data: NpyData): Uint8Array {
  const [descr] = written.find(([, type]) => data instanceof type)!;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length, ' ', 'latin1');
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(length - 10, 8);
  bytes.write(text, 10, 'latin1');
  bytes[length - 1] = 0x0a;
  return bytes;
}

function truncated(name: string): InputError {
  return new InputError(`${name} ends within its .npy header: it was cut off. Save it again.`);
}

/** An array of any number of dimensions, last index fastest (C order), as in a `.npy` file. */
export interface NpyArray<Data extends NpyData = NpyData> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/**
 * Reads an array that `numpy.save` wrote: floating point of 2, 4 or 8 bytes (half precision becomes float32), integers of
 * 1 to 8 bytes, truth values (as 0 and 1), of either order of bytes, versions 1 to 3, C or Fortran order (the latter is turned into C order). The file's size is compared with
 * its header before memory is taken.
 *
 * @throws InputError naming the file when it is missing, cut off, damaged or of another kind.
 */
export async function readNpy(file: string): Promise<NpyArray> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new InputError(`${file} is not a file. Name a .npy file.`);
    const at = async (position: number, bytes: Uint8Array): Promise<Uint8Array> => {
      let filled = 0;
      // One read gives at most 2 GiB.
      while (filled < bytes.length) {
        const length = Math.min(bytes.length - filled, 2 ** 30);
        const { bytesRead } = await handle.read(bytes, filled, length, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    };
    const prefix = await at(0, new Uint8Array(npyPrefixLength));
    const front = await at(0, new Uint8Array(npyDataOffset(prefix, file)));
    const header = parseNpyHeader(front, file);
    checkNpySize(header, stats.size, file);
    const bytes = allocate(header.length * header.stored.size, header, file);
    const { length } = await at(header.offset, bytes);
    checkNpySize(header, header.offset + length, file);
    return { shape: header.shape, data: inCOrder(header, numbersOf(header, bytes)) };
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(file, error);
  } finally {
    await handle.close();
  }
}

/**
 * The array in the bytes of a `.npy` file (copied), as `readNpy`.
 *
 * @param name what to call the bytes in an error.
 */
export function decodeNpy(bytes: Uint8Array, name = 'The array'): NpyArray {
  const header = parseNpyHeader(bytes, name);
  checkNpySize(header, bytes.length, name);
  const copy = allocate(header.length * header.stored.size, header, name);
  copy.set(bytes.subarray(header.offset));
  return { shape: header.shape, data: inCOrder(header, numbersOf(header, copy)) };
}

/** The bytes of a `.npy` file (version 1, little-endian, C order), as `numpy.save` writes it. */
export function encodeNpy(array: NpyArray | Matrix): Uint8Array {
  return Buffer.concat(npyParts(array));
}

/**
 * Writes a `.npy` file that `numpy.load` reads; whole or not at all.
 *
 * @throws InputError naming the file when it cannot be written.
 */
export async function writeNpy(file: string, array: NpyArray | Matrix): Promise<void> {
  await writeParts(file, npyParts(array));
}

/** The header and the numbers of a `.npy` file; the numbers are the array's own memory, not a copy. */
export function npyParts(array: NpyArray | Matrix): [header: Uint8Array, data: Uint8Array] {
  const shape = 'shape' in array ? array.shape : [array.rows, array.columns];
  const length = shape.reduce((product, size) => product * size, 1);
  if (length !== array.data.length) {
    throw new InputError(
      `An array of shape (${shape.join(', ')}) has ${length} numbers, not ${array.data.length}.`,
    );
  }
  return [formatNpyHeader(shape, array.data), bytesOf(array.data)];
}

function allocate(bytes: number, { shape }: NpyHeader, name: string): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch {
    throw new InputError(`${name}: there is no memory for an array of shape (${shape.join(', ')}).`);
  }
}

/** The numbers in the bytes behind a header, in the bytes' own memory where they are stored as we have them. */
function numbersOf({ type, stored, littleEndian, length }: NpyHeader, bytes: Uint8Array): NpyData {
  if (type.BYTES_PER_ELEMENT !== stored.size) {
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length }, (_, i) => stored.read(view, i * stored.size, littleEndian));
  }
  if (!littleEndian && stored.size > 1) turnRound(bytes, stored.size);
  if (stored.name === 'bool') bytes.forEach((byte, i) => (bytes[i] = byte ? 1 : 0));
  return new type(bytes.buffer, 0, length);
}

/** The other order of bytes, in place. */
function turnRound(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else buffer.swap64();
}

/** Fortran order runs the first index fastest: walk it in step with the C order wanted. */
function inCOrder({ type, fortranOrder, shape, length }: NpyHeader, data: NpyData): NpyData {
  if (!fortranOrder || shape.length < 2) return data;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  const out = new type(length);
  let from = 0;
  for (let to = 0; to < length; to++) {
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

function bytesOf(data: NpyData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function unreadable(file: string, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new InputError(
    code === 'ENOENT' ? `${file}: there is no such file.` : `${file}: cannot be read (${message}).`,
  );
}
