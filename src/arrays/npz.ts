import { crc32 } from 'node:zlib';
import { Zip, ZipPassThrough } from 'fflate';
import type { Entry, ZipFile } from 'yauzl';
import { open } from 'yauzl';
import { InputError } from '../errors';
import type { Matrix } from './matrix';
import type { NpyArray } from './npy';
import { decodeNpy, npyParts } from './npy';
import { writeParts } from '../files/write-parts';

/** No deflated byte stands for more than 1,032 bytes: a size beyond that is a lie (zlib's documentation). */
const greatestRatio = 1032;

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
 * @throws InputError naming the file, and the entry, when it is missing, cut off, damaged, or holds
 *   something else than arrays.
 */
export async function readNpz(file: string): Promise<Record<string, NpyArray>> {
  const arrays = new Map<string, NpyArray>();
  try {
    const zip = await openZip(file);
    try {
      for await (const entry of entriesOf(zip)) {
        const name = `${file}: ${entry.fileName}`;
        if (!entry.fileName.endsWith('.npy')) {
          throw new InputError(`${name} is not an array. A .npz file holds .npy files only.`);
        }
        arrays.set(
          entry.fileName.slice(0, -'.npy'.length),
          decodeNpy(await contents(zip, entry, name), name),
        );
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError(`${file}: there is no such file.`);
    throw new InputError(`${file} cannot be read as a .npz file (${message}).`);
  }
  return Object.fromEntries(arrays);
}

function openZip(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip.removeAllListeners();
      zip
        .once('entry', resolve)
        .once('end', () => resolve(undefined))
        .once('error', reject);
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

async function contents(zip: ZipFile, entry: Entry, name: string): Promise<Uint8Array> {
  if (entry.uncompressedSize > greatestRatio * entry.compressedSize + 64) {
    throw new InputError(`${name} claims ${entry.uncompressedSize} bytes: the file is damaged.`);
  }
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const bytes = new Uint8Array(entry.uncompressedSize);
  let filled = 0;
  let checksum = 0;
  // yauzl ends the stream with an error when it gives more or fewer bytes than the entry claims.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes.set(chunk, filled);
    filled += chunk.length;
    checksum = crc32(chunk, checksum);
  }
  if (checksum !== entry.crc32)
    throw new InputError(`${name} does not match its checksum: the file is damaged.`);
  return bytes;
}
