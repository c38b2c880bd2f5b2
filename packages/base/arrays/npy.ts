import { open } from 'node:fs/promises';
import { InputError } from '../errors';
import type { Matrix } from './matrix';
import type { NpyData, NpyHeader } from './npy-header';
import { checkNpySize, formatNpyHeader, npyDataOffset, npyPrefixLength, parseNpyHeader } from './npy-header';
import { writeParts } from '../files/write-parts';

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
