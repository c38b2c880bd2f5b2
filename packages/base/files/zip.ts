import { type FileHandle, open } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReader, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { InputError } from '../errors';
import { BoundedReader, bytesInMemory, bytesOfFile, type ByteSource, partOf } from './byte-source';

/** One file in a zip file. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes, unpacked. */
  readonly size: number;
  readonly compressedSize: number;
  readonly compressed: boolean;
  /** CRC-32 of what it unpacks to. */
  readonly checksum: number;
  /** Where its (compressed) bytes begin in the file. */
  readonly start: number;
}

/** No deflated byte stands for more than 1,032 bytes: a size beyond that is a lie (zlib's documentation). */
const greatestRatio = 1032;

/** More entries than this are no weights and no arrays. */
const MOST_ENTRIES = 200_000;

/**
 * The entries of a zip file by name, in its order, without folders: checked so that none claims more bytes than it can
 * have, and no two share bytes of the file.
 *
 * @throws InputError naming the file and the entry.
 */
async function zipEntries(
  file: string,
  handle: FileHandle,
  bytes: ByteSource,
): Promise<Map<string, ZipEntry>> {
  const found = await listed(file, handle, bytes.size);
  const entries = new Map<string, ZipEntry>();
  const regions: { name: string; from: number; to: number }[] = [];
  for (const { name, entry } of found) {
    const start = startOf(bytes, entry, `${file}: ${name}`);
    regions.push({ name, from: entry.relativeOffsetOfLocalHeader, to: start + entry.compressedSize });
    if (name.endsWith('/')) continue;
    if (entries.has(name)) throw new InputError(`${file}: ${name} is there twice: the file is damaged.`);
    entries.set(name, checked(name, entry, start, file));
  }
  checkRegions(regions, file);
  return entries;
}

interface NamedEntry {
  readonly name: string;
  readonly entry: Entry;
}

async function listed(file: string, handle: FileHandle, size: number): Promise<NamedEntry[]> {
  try {
    const zip = await openEntries(new BoundedReader(file, handle, size), size);
    if (zip.entryCount > MOST_ENTRIES) {
      throw new InputError(`${file} has ${zip.entryCount} entries; the limit is ${MOST_ENTRIES}.`);
    }
    const entries: NamedEntry[] = [];
    for await (const entry of entriesOf(zip)) entries.push({ name: nameOf(entry), entry });
    return entries;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} cannot be read as a zip file (${(error as Error).message}).`);
  }
}

function openEntries(reader: BoundedReader, size: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Undecoded, names are not checked as paths, which they are not: an array may be called /body/Add.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    fromRandomAccessReader(reader, size, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
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

function checked(entryName: string, entry: Entry, start: number, file: string): ZipEntry {
  const name = `${file}: ${entryName}`;
  const { compressedSize, uncompressedSize: size, compressionMethod: method } = entry;
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new InputError(`${name} is encrypted.`);
  if (method !== 0 && method !== 8) {
    throw new InputError(`${name} is compressed in a way that is not known (${method}).`);
  }
  const lie = method === 0 ? size !== compressedSize : size > greatestRatio * compressedSize + 64;
  if (lie) throw new InputError(`${name} claims ${size} bytes: the file is damaged.`);
  return {
    name: entryName,
    size,
    compressedSize,
    compressed: method === 8,
    checksum: entry.crc32,
    start,
  };
}

/** Where an entry's bytes begin: behind its own header, whose names may be longer than those in the directory. */
function startOf(bytes: ByteSource, entry: Entry, name: string): number {
  const at = entry.relativeOffsetOfLocalHeader;
  const head = bytes.read(at, 30);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) {
    throw new InputError(`${name} does not begin where it should: the file is damaged.`);
  }
  const start = at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.compressedSize > bytes.size) {
    throw new InputError(`${name} would end outside the file: it is damaged or cut short.`);
  }
  return start;
}

/** Entries that lie over one another let a small file stand for any number of bytes. */
function checkRegions(regions: { name: string; from: number; to: number }[], file: string): void {
  regions.sort((a, b) => a.from - b.from);
  regions.slice(1).forEach((region, i) => {
    if (region.from < regions[i].to) {
      throw new InputError(`${file}: ${region.name} lies over ${regions[i].name}: the file is damaged.`);
    }
  });
}

/** A zip file opened for reading: what it holds, and each entry's bytes when asked for. */
export interface Zip {
  /** The file's size in bytes. */
  readonly size: number;
  /** The entries by name, in the file's order; folders are left out. Names are never used as paths. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** The bytes of one entry, its size and checksum verified. */
  read(name: string): Uint8Array;
  /** The same, read when a part of it is asked for; an entry that is not compressed is never in memory as a whole. */
  bytes(name: string): ByteSource;
  /** The first bytes of one entry, unverified: at least `length`, or all. */
  begin(name: string, length: number): Uint8Array;
}

/** How a zip file is read. */
export interface ZipOptions {
  /** Called before the bytes of an entry are taken; throws where they are too many. */
  readonly spend?: (bytes: number, what: string) => void;
}

/**
 * How many bytes a file may honestly become in memory: four times its size (bytes to float32) and 256 MiB, so that
 * small files with many zeros can be compressed as far as they like.
 */
export function mostUnpacked(fileSize: number): number {
  return 2 ** 28 + 4 * fileSize;
}

/** Compressed bytes that the first bytes of an entry are looked for in. */
const BEGIN = 1024;

/** Bytes of an entry whose checksum is computed at once. */
const PIECE = 2 ** 22;

/**
 * Opens a zip file, hands it to `use`, and closes it. Nothing is unpacked to disk; an entry takes memory only when it
 * is read, and no more than the size it claims, which must be one that its compressed bytes can make.
 *
 * @throws InputError naming the file, and the entry, when it is missing, cut off or damaged, names an entry twice, or has
 * entries that lie over one another. What `use` throws passes through.
 */
export async function withZip<T>(
  file: string,
  use: (zip: Zip) => T | Promise<T>,
  options: ZipOptions = {},
): Promise<T> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      error.code === 'ENOENT'
        ? `${file}: there is no such file.`
        : `${file} cannot be read (${error.message}).`,
    );
  });
  try {
    return await use(await openZip(file, handle, options));
  } finally {
    await handle.close();
  }
}

async function openZip(file: string, handle: FileHandle, { spend }: ZipOptions): Promise<Zip> {
  const { size } = await handle.stat();
  const bytes = bytesOfFile(handle.fd, size, file);
  const entries = await zipEntries(file, handle, bytes);
  const entryOf = (name: string): ZipEntry => {
    const entry = entries.get(name);
    if (!entry) throw new InputError(`${file}: has no entry ${name}: the file is damaged.`);
    return entry;
  };
  const stored = (entry: ZipEntry): ByteSource =>
    partOf(bytes, entry.start, entry.compressedSize, `${file}: ${entry.name}`);
  const read = (name: string): Uint8Array => {
    const entry = entryOf(name);
    const what = `${file}: ${name}`;
    spend?.(entry.size, name);
    const packed = stored(entry).read(0, entry.compressedSize);
    const contents = entry.compressed ? inflated(packed, entry.size, what) : packed;
    if (crc32(contents) !== entry.checksum) throw damaged(what);
    return contents;
  };
  return {
    size,
    entries,
    read,
    bytes(name) {
      const entry = entryOf(name);
      let whole: ByteSource | undefined;
      const source = (): ByteSource =>
        entry.compressed
          ? bytesInMemory(read(name), `${file}: ${name}`)
          : verified(stored(entry), entry, file);
      return {
        size: entry.size,
        read: (position, length) => (whole ??= source()).read(position, length),
      };
    },
    begin(name, length) {
      const entry = entryOf(name);
      const packed = stored(entry).read(0, Math.min(entry.compressedSize, entry.compressed ? BEGIN : length));
      if (!entry.compressed) return packed;
      const first = beginOf(packed, `${file}: ${name}`);
      spend?.(first.length, name);
      return first.length < Math.min(length, entry.size) ? read(name) : first;
    },
  };
}

/** Checks the checksum once, piece by piece. */
function verified(source: ByteSource, entry: ZipEntry, file: string): ByteSource {
  let checksum = 0;
  for (let at = 0; at < entry.size; at += PIECE) {
    checksum = crc32(source.read(at, Math.min(PIECE, entry.size - at)), checksum);
  }
  if (checksum !== entry.checksum) throw damaged(`${file}: ${entry.name}`);
  return source;
}

function inflated(packed: Uint8Array, size: number, what: string): Uint8Array {
  try {
    // zlib takes no limit of 0.
    const contents = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    if (contents.length === size) return contents;
  } catch {
    // Falls through: damaged, or longer than it claims.
  }
  throw new InputError(`${what} is not the ${size} bytes that it claims: the file is damaged.`);
}

/** As much as the first compressed bytes stand for. */
function beginOf(packed: Uint8Array, what: string): Uint8Array {
  try {
    return inflateRawSync(packed, { finishFlush: 2 });
  } catch {
    throw new InputError(`${what} cannot be unpacked: the file is damaged.`);
  }
}

function damaged(what: string): InputError {
  return new InputError(`${what} does not match its checksum: the file is damaged.`);
}
