import { readFile, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { writeParts } from '../files/write-whole';
import { decodeEntry, encodeEntry, type Entry } from './entry';
import { ending, evict } from './evict';

/** Results on disk, by what they were computed from. It never fails: what cannot be had is computed again. */
export interface Cache {
  /** The entry under a key; nothing where there is none, or it is damaged. */
  read(kind: string, key: string): Promise<Entry | undefined>;
  /** Keeps an entry, unless there is no room for it. */
  write(kind: string, key: string, entry: Entry): Promise<void>;
}

/** What `openCache` takes. */
export interface CacheOptions {
  /** The folder of its files; made when the first is written. */
  readonly folder: string;
  /** Bytes that it may take. */
  readonly limit: number;
  /** Kinds of entries that go first when room is needed, as they are large for what they save. */
  readonly bulky?: readonly string[];
  /** Told once, where nothing can be written; default `console.warn`. */
  readonly warn?: (message: string) => void;
}

/**
 * A cache in a folder: one file an entry, written whole or not at all, checked by length and checksum when read. Any
 * number of processes may use one folder, be killed in it, or find it removed.
 */
export function openCache(options: CacheOptions): Cache {
  const { folder, limit, bulky = [], warn = console.warn } = options;
  let writable = true;
  // Bytes in the folder as far as this process knows; others write, too, so it counts anew from time to time.
  let known = Infinity;
  let sinceCounted = 0;
  const fileOf = (kind: string, key: string): string => path.join(folder, `${kind}-${key}${ending}`);

  return {
    read: async (kind, key) => {
      const file = fileOf(kind, key);
      const bytes = await readBounded(file, limit).catch(() => undefined);
      const entry = bytes && decodeEntry(key, bytes);
      // The time of last use is what eviction goes by; it is no loss where it cannot be set.
      if (entry) await utimes(file, new Date(), new Date()).catch(() => undefined);
      return entry;
    },
    write: async (kind, key, entry) => {
      if (!writable) return;
      const bytes = Object.values(entry).reduce((sum, { data }) => sum + data.byteLength, 0);
      // One entry must not drive out all others.
      if (bytes > limit / 4) return;
      try {
        await writeParts(fileOf(kind, key), encodeEntry(key, entry));
      } catch (error) {
        writable = false;
        warn(`ddr-lab: going on without keeping results on disk: ${(error as Error).message}`);
        return;
      }
      known += bytes;
      sinceCounted += bytes;
      if (known > limit || sinceCounted > limit / 16) {
        known = await evict(folder, limit, bulky).catch(() => Infinity);
        sinceCounted = 0;
      }
    },
  };
}

/** A file's bytes; nothing where it is larger than all that the cache may hold: it is none of ours. */
async function readBounded(file: string, limit: number): Promise<Buffer | undefined> {
  const { size } = await stat(file);
  return size <= limit ? readFile(file) : undefined;
}
