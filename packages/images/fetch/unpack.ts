import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Archive } from './archive';

/** Entries an archive may have. */
const MOST_ENTRIES = 500_000;

/** What an entry of an archive claims to be. */
export type EntryKind = 'file' | 'folder' | 'other';

/** Where the entries of one archive go: decides, counts and writes. Knows nothing of the archive's format. */
export interface Unpacking {
  /**
   * The file that an entry goes to, or nothing where it is not wanted.
   *
   * @throws InputError for a name that leads out of the folder, for a link or device among the wanted, and for
   * too many entries.
   */
  admit(name: string, kind: EntryKind): string | undefined;
  /** Counts bytes that were unpacked. @throws InputError beyond the archive's limit. */
  count(bytes: number): void;
  /** Writes an admitted entry. @throws InputError when the archive unpacks to more than its limit. */
  write(target: string, content: Readable): Promise<void>;
  /** Files written so far. */
  readonly written: number;
}

/** Unpacking of `archive` (called `file` in errors) below `folder`. */
function createUnpacking(file: string, archive: Archive, folder: string): Unpacking {
  const refuse = (why: string): InputError =>
    new InputError(`${file}: refused, ${why}. Nothing of it was kept.`);
  const targets = new Set<string>();
  let entries = 0;
  let bytes = 0;
  let written = 0;
  const count = (more: number): void => {
    bytes += more;
    if (bytes > archive.limit) throw refuse(`it unpacks to more than ${archive.limit} bytes`);
  };
  return {
    count,
    admit(name, kind) {
      if (++entries > MOST_ENTRIES) throw refuse(`it has more than ${MOST_ENTRIES} entries`);
      if (escapes(name)) throw refuse(`its entry ${JSON.stringify(name)} leads out of the folder`);
      const rule = archive.keep.find(({ entry }) => entry.test(name));
      if (!rule || kind === 'folder') return undefined;
      if (kind === 'other')
        throw refuse(`its entry ${JSON.stringify(name)} is a link or a device, not a file`);
      const relative = name.replace(rule.entry, rule.path);
      const target = path.resolve(folder, relative);
      if (escapes(relative) || !target.startsWith(path.resolve(folder) + path.sep)) {
        throw refuse(`its entry ${JSON.stringify(name)} leads out of the folder`);
      }
      if (targets.has(target)) throw refuse(`it holds ${JSON.stringify(name)} twice`);
      targets.add(target);
      return target;
    },
    async write(target, content) {
      await mkdir(path.dirname(target), { recursive: true });
      // Given up meanwhile: a pipeline would wait for it for ever.
      if (content.destroyed) throw new Error('the entry is cut off');
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          try {
            count(chunk.length);
            next(undefined, chunk);
          } catch (error) {
            next(error as Error);
          }
        },
      });
      // wx: never through a link, never over a file.
      await pipeline(content, counter, createWriteStream(target, { flags: 'wx', mode: 0o644 }));
      written++;
    },
    get written() {
      return written;
    },
  };
}

/** Whether a name is absolute, climbs up, or could be either on some system. */
function escapes(name: string): boolean {
  return (
    name === '' ||
    name.includes('\0') ||
    name.includes('\\') ||
    name.startsWith('/') ||
    /^[A-Za-z]:/.test(name) ||
    name.split('/').includes('..')
  );
}

/**
 * Unpacks what `archive` keeps of a zip, tar or tar.gz file below `folder` (which must be new, so that a failure
 * can be thrown away whole).
 *
 * @throws InputError naming the file when it is no archive, damaged, lacks files, unpacks to more than its limit,
 * or holds an entry that leads out of the folder, a link or a device.
 */
export async function unpack(
  file: string,
  archive: Archive,
  folder: string,
  onProgress?: OnProgress,
): Promise<number> {
  const unpacking = createUnpacking(file, archive, folder);
  const format = await formatOf(file);
  try {
    if (format === 'zip') await (await import('./unpack-zip')).unpackZip(file, unpacking, onProgress);
    else await (await import('./unpack-tar')).unpackTar(file, unpacking, onProgress);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file}: cannot be unpacked (${(error as Error).message}). Nothing of it was kept.`,
    );
  }
  const { written } = unpacking;
  if (written === 0 || (archive.files !== undefined && written !== archive.files)) {
    const wanted = archive.files === undefined ? 'at least one' : String(archive.files);
    throw new InputError(`${file}: holds ${written} of the files wanted, expected ${wanted}.`);
  }
  return written;
}

async function formatOf(file: string): Promise<'zip' | 'tar'> {
  const handle = await open(file);
  const head = Buffer.alloc(263);
  try {
    await handle.read(head, 0, head.length, 0);
  } finally {
    await handle.close();
  }
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'tar';
  if (head.subarray(257, 262).toString('latin1') === 'ustar') return 'tar';
  throw new InputError(`${file}: is neither zip nor tar. Did the server send an error page?`);
}
