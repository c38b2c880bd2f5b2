import { Zip, ZipPassThrough } from 'fflate';
import { InputError } from '../errors';
import type { Matrix } from './matrix';
import { decodeNpy, type NpyArray, npyParts } from './npy';
import { writeParts } from '../files/write-whole';
import { mostUnpacked, withZip } from '../files/zip';

/** The zip format's limit without its 64-bit extension, which fflate does not write. */
const longestZip = 2 ** 32 - 1;

/**
 * Writes named arrays as `numpy.savez` does: an uncompressed zip of `.npy` files, without a copy of
 * the arrays in memory, whole or not at all. `numpy.load(file)['name']` reads it.
 *
 * @throws InputError when the file cannot be written or would be over 4 GiB.
 */
export async function writeNpz(
  file: string,
  arrays: Readonly<Record<string, NpyArray | Matrix>>,
): Promise<void> {
  const entries = Object.entries(arrays).map(([name, array]) => ({
    name: `${name}.npy`,
    parts: npyParts(array),
  }));
  const size = entries.reduce(
    (sum, { name, parts }) => sum + parts[0].length + parts[1].length + 512 + 6 * name.length,
    0,
  );
  if (size > longestZip) {
    throw new InputError(
      `${file} would be over 4 GiB. Write fewer arrays to one file, or one .npy file each.`,
    );
  }
  await writeParts(file, zipParts(entries));
}

/** The parts of a zip file, one entry at a time. */
function* zipParts(entries: { name: string; parts: Uint8Array[] }[]): Generator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    ready.push(part);
  });
  for (const { name, parts } of entries) {
    const entry = new ZipPassThrough(name);
    // The same arrays give the same bytes, whenever they are written.
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    parts.forEach((part, i) => entry.push(part, i === parts.length - 1));
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}

/**
 * Reads every array of a `.npz` file that `numpy.savez` or `numpy.savez_compressed` wrote, by name.
 * Sizes are checked before memory is taken, and each entry against its checksum.
 *
 * @param options.limit most bytes that the arrays may take in memory; default: four times the file's size and 256 MiB, so
 *   that a small file cannot fill the memory.
 * @throws InputError naming the file, and the entry, when it is missing, cut off, damaged, holds
 *   something else than arrays, or unpacks to more than the limit.
 */
export async function readNpz(
  file: string,
  options: { readonly limit?: number } = {},
): Promise<Record<string, NpyArray>> {
  return withZip(file, ({ entries, read, size }) => {
    const { limit = mostUnpacked(size) } = options;
    const whole = [...entries.values()].reduce((sum, entry) => sum + entry.size, 0);
    if (whole > limit) {
      throw new InputError(
        `${file} has ${size} bytes, but would unpack to ${whole}; the limit is ${limit}. Where that is meant: readNpz(file, { limit: ${whole} }).`,
      );
    }
    const arrays = new Map<string, NpyArray>();
    for (const entry of entries.keys()) {
      const name = `${file}: ${entry}`;
      if (!entry.endsWith('.npy')) {
        throw new InputError(`${name} is not an array. A .npz file holds .npy files only.`);
      }
      arrays.set(entry.slice(0, -'.npy'.length), decodeNpy(read(entry), name));
    }
    return Object.fromEntries(arrays);
  });
}
