import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';
import { removeAbandoned, temporaryName } from './abandoned';

/**
 * Writes a file from parts, one after the other without joining them in memory, under a temporary
 * name beside it, then renames it: nobody ever sees half of it, however this process ends. Folders that are
 * missing are made. What a process that was killed left beside it under such a name is removed.
 *
 * @throws InputError naming the file when it cannot be written. What `parts` throws passes through.
 */
export async function writeParts(file: string, parts: Iterable<Uint8Array>): Promise<void> {
  const temporary = temporaryName(file, randomBytes(6).toString('hex'));
  const guard = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw new InputError(`${file}: cannot be written (${(error as Error).message}).`);
    });
  await guard(mkdir(path.dirname(file), { recursive: true }));
  const handle = await guard(open(temporary, 'wx'));
  try {
    try {
      for (const part of parts) await guard(handle.writeFile(part));
    } finally {
      // Some file systems tell only here that they are full.
      await guard(handle.close());
    }
    await guard(rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await removeAbandoned(file);
}
