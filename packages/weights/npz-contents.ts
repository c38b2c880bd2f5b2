import {
  checkNpySize,
  npyDataOffset,
  npyPrefixLength,
  parseNpyHeader,
  UnknownNumbers,
} from '@ddr-lab/base/arrays/npy';
import { partOf } from '@ddr-lab/base/files/byte-source';
import type { Zip } from '@ddr-lab/base/files/zip';
import { type Reading, StoredTensor, type WeightContents } from './stored';

/** A header of NumPy's own takes 118 bytes, of long shapes more. */
const FRONT = 512;

/**
 * The arrays of a `.npz` file as tensors. Arrays of texts, records or objects beside them stay opaque.
 *
 * @param file what to call it in errors.
 */
export function npzContents(zip: Zip, file: string, reading: Reading): WeightContents {
  const tensors = new Map<string, StoredTensor>();
  const opaque = new Map<string, string>();
  for (const entry of zip.entries.values()) {
    const name = entry.name.slice(0, -'.npy'.length);
    const what = `${file}: ${entry.name}`;
    const header = headerOf(zip, entry.name, what);
    if (typeof header === 'string') {
      opaque.set(name, header);
      continue;
    }
    checkNpySize(header, entry.size, what);
    const { shape, stored: type, littleEndian, offset, fortranOrder } = header;
    const bytes = zip.bytes(entry.name);
    const strides = fortranOrder
      ? shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
      : undefined;
    const numbers = { bytes: partOf(bytes, offset, bytes.size - offset, what), type, littleEndian, strides };
    tensors.set(name, new StoredTensor(name, shape, numbers, reading));
  }
  return { tensors, opaque, metadata: {} };
}

/** An array's header, or what its numbers are where those are of no use as weights. */
function headerOf(zip: Zip, entry: string, what: string): ReturnType<typeof parseNpyHeader> | string {
  const front = zip.begin(entry, FRONT);
  const offset = npyDataOffset(front.subarray(0, npyPrefixLength), what);
  const bytes = front.length < offset ? zip.begin(entry, offset) : front;
  try {
    return parseNpyHeader(bytes, what);
  } catch (error) {
    if (error instanceof UnknownNumbers) return `an array of ${error.what}`;
    throw error;
  }
}
