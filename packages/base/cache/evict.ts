import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ABANDONED } from '../files/write-whole';

/** A file of the cache. */
interface CacheFile {
  readonly file: string;
  readonly bytes: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number;
}

/** What lies in a cache folder. */
export interface CacheContents {
  readonly files: number;
  readonly bytes: number;
}

/** The ending of a cache's files. */
export const ending = '.ddr';

/** Whether a file is one that the cache made: nothing else is ever removed. */
const isOurs = (name: string): boolean => /^[a-z]+-[0-9a-f]{40}\.ddr(\.[0-9a-f]+\.tmp)?$/.test(name);

async function list(folder: string): Promise<CacheFile[]> {
  const names = (await readdir(folder).catch(() => [] as string[])).filter(isOurs);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const info = await stat(file).catch(() => undefined);
      return info?.isFile() ? { file, bytes: info.size, used: info.mtimeMs } : undefined;
    }),
  );
  return found.filter((file) => file !== undefined) as CacheFile[];
}

/** How much lies in the folder; nothing where it is not there. */
export async function cacheContents(folder: string): Promise<CacheContents> {
  const files = await list(folder);
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Removes all files of the cache, and says how much that was. */
export async function clearCache(folder: string): Promise<CacheContents> {
  const files = await list(folder);
  const removed = { files: 0, bytes: 0 };
  for (const { file, bytes } of files) {
    await rm(file, { force: true });
    removed.files++;
    removed.bytes += bytes;
  }
  return removed;
}

/**
 * Makes room: where the files take more than `limit`, those used longest ago go until nine tenths are left, the
 * `bulky` kinds before all others.
 *
 * @returns the bytes that are left
 */
export async function evict(folder: string, limit: number, bulky: readonly string[]): Promise<number> {
  const now = Date.now();
  const files: CacheFile[] = [];
  for (const file of await list(folder)) {
    const halfWritten = file.file.endsWith('.tmp') && now - file.used > ABANDONED;
    if (halfWritten) await rm(file.file, { force: true }).catch(() => undefined);
    else files.push(file);
  }
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= limit) return bytes;
  const isBulky = ({ file }: CacheFile): boolean =>
    bulky.some((kind) => path.basename(file).startsWith(`${kind}-`));
  const order = files
    .filter(({ file }) => file.endsWith(ending))
    .sort((a, b) => Number(isBulky(b)) - Number(isBulky(a)) || a.used - b.used);
  for (const { file, bytes: size } of order) {
    if (bytes <= 0.9 * limit) break;
    await rm(file, { force: true }).catch(() => undefined);
    bytes -= size;
  }
  return bytes;
}
