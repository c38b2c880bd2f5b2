import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { fromRandomAccessReader, getFileNameLowLevel } from 'yauzl';
import { InputError } from '../errors';
import { BoundedReader } from './bounded-reader';

/** No deflated byte stands for more than 1,032 bytes: a size beyond that is a lie (zlib's documentation). */
const greatestRatio = 1032;

/** A zip file opened for reading: what it holds, and each entry's bytes when asked for. */
export interface Zip {
  /** The entries by name, in the file's order; folders are left out. Names are never used as paths. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The bytes of one entry, its size and checksum verified. */
  read(name: string): Promise<Uint8Array>;
}

/**
 * Opens a zip file, hands it to `use`, and closes it. Nothing is unpacked to disk; an entry takes memory only when it
 * is read, and no more than the size it claims, which must be one that its compressed bytes can make.
 *
 * @throws InputError naming the file, and the entry, when it is missing, cut off or damaged, or names an entry twice. What
 * `use` throws passes through.
 */
export async function withZip<T>(file: string, use: (zip: Zip) => Promise<T>): Promise<T> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      error.code === 'ENOENT'
        ? `${file}: there is no such file.`
        : `${file} cannot be read (${error.message}).`,
    );
  });
  const guard = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      if (error instanceof InputError) throw error;
      throw new InputError(`${file} cannot be read as a zip file (${(error as Error).message}).`);
    });
  try {
    const zip = await guard(openZip(file, handle));
    const entries = await guard(entriesByName(zip, file));
    return await use({
      entries,
      read: async (name) => {
        const entry = entries.get(name);
        if (!entry) throw new InputError(`${file}: has no entry ${name}: the file is damaged.`);
        return guard(contents(zip, entry, `${file}: ${name}`));
      },
    });
  } finally {
    await handle.close();
  }
}

async function openZip(file: string, handle: FileHandle): Promise<ZipFile> {
  const { size } = await handle.stat();
  const reader = new BoundedReader(file, handle, size);
  return new Promise((resolve, reject) => {
    // Undecoded, names are not checked as paths, which they are not: an array may be called /body/Add.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    fromRandomAccessReader(reader, size, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

async function entriesByName(zip: ZipFile, file: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of entriesOf(zip)) {
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
    if (name.endsWith('/')) continue;
    if (entries.has(name)) throw new InputError(`${file}: ${name} is there twice: the file is damaged.`);
    entries.set(name, entry);
  }
  return entries;
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
