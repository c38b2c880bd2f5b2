import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';
import { removeAbandoned, temporaryName } from './abandoned';
import { destinationOf, isSpecial, keepRights, type Destination } from './destination';

/**
 * Writes a file from parts, one after the other without joining them in memory, under a temporary
 * name beside it, then renames it: nobody ever sees half of it, however this process ends. Folders that are
 * missing are made. A file that was there keeps its rights and, where possible, its owner; a link is followed. What a
 * process that was killed left beside it under such a name is removed.
 *
 * @throws InputError naming the file when it cannot be written. What `parts` throws passes through.
 */
export async function writeParts(file: string, parts: Iterable<Uint8Array>): Promise<void> {
  const guard = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      if (error instanceof InputError) throw error;
      throw new InputError(`${file}: cannot be written (${(error as Error).message}).`);
    });
  const destination = await guard(destinationOf(file));
  if (isSpecial(destination)) return writeInto(destination.file, 'w', parts, guard);
  await guard(mkdir(path.dirname(destination.file), { recursive: true }));
  await writeAndRename(destination, parts, guard);
  await removeAbandoned(destination.file);
}

type Guard = <T>(work: Promise<T>) => Promise<T>;

async function writeAndRename(
  destination: Destination,
  parts: Iterable<Uint8Array>,
  guard: Guard,
): Promise<void> {
  const temporary = temporaryName(destination.file, randomBytes(6).toString('hex'));
  try {
    await writeInto(temporary, 'wx', parts, guard, destination);
    await guard(rename(temporary, destination.file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeInto(
  file: string,
  flags: 'w' | 'wx',
  parts: Iterable<Uint8Array>,
  guard: Guard,
  rights?: Destination,
): Promise<void> {
  // What nobody else may read must not be readable for a moment either.
  const handle = await guard(open(file, flags, rights?.present ? 0o600 : 0o666));
  try {
    if (rights) await guard(keepRights(file, rights));
    for (const part of parts) await guard(handle.writeFile(part));
  } finally {
    // Some file systems tell only here that they are full.
    await guard(handle.close());
  }
}
