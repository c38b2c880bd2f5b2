import type { FileHandle } from 'node:fs/promises';
import type { Entry, ZipFile } from 'yauzl';
import { fromRandomAccessReader, getFileNameLowLevel } from 'yauzl';
import { InputError } from '../errors';
import { BoundedReader } from './bounded-reader';
import type { ByteSource } from './byte-source';

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
export async function zipEntries(
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
