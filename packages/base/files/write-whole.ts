import { randomBytes } from 'node:crypto';
import { constants, mkdirSync, renameSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import {
  access,
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';

/** After so many milliseconds without a write nobody writes a temporary file any more: its process was killed. */
export const ABANDONED = 10 * 60_000;

/** The temporary name under which a file is written before it is renamed; `mark` makes it this writer's own. */
function temporaryName(file: string, mark: string): string {
  return `${file}.${mark}.tmp`;
}

/** Removes what killed processes left of earlier attempts to write `file`. It is no loss where that fails. */
async function removeAbandoned(file: string): Promise<void> {
  const folder = path.dirname(file);
  const begin = `${path.basename(file)}.`;
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names) {
    if (!name.startsWith(begin) || !/^[0-9a-f]{12}\.tmp$/.test(name.slice(begin.length))) continue;
    const left = path.join(folder, name);
    const info = await stat(left).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > ABANDONED) await rm(left, { force: true }).catch(() => undefined);
  }
}

/** Where a file goes that is written whole and then renamed. */
export interface Destination {
  /** The file itself: where a link was named, what it leads to. */
  readonly file: string;
  /** What is there now; nothing where the file is new. */
  readonly present?: Stats;
}

/**
 * Finds out where `file` leads: links are followed, also one that leads to nothing yet.
 *
 * @throws InputError where a folder is there, a file that must not be written to, or links that lead in a circle.
 */
async function destinationOf(file: string): Promise<Destination> {
  const target = await behindLinks(file);
  const present = await stat(target).catch(() => undefined);
  if (present?.isDirectory()) throw new InputError(`${file}: is a folder; name a file.`);
  if (present) {
    await access(target, constants.W_OK).catch((error: Error) => {
      throw new InputError(`${file}: cannot be written (${error.message}).`);
    });
  }
  return { file: target, present };
}

/** The name at the end of a chain of links. */
async function behindLinks(file: string): Promise<string> {
  let name = file;
  // As many as Linux follows.
  for (let links = 0; links < 40; links++) {
    const info = await lstat(name).catch(() => undefined);
    if (!info?.isSymbolicLink()) return name;
    name = path.resolve(path.dirname(name), await readlink(name));
  }
  throw new InputError(`${file}: its links lead in a circle.`);
}

/** Whether it is no file but a device or a pipe (/dev/null), which is written into and never replaced. */
function isSpecial({ present }: Destination): boolean {
  return present !== undefined && !present.isFile();
}

/** Gives `temporary` the rights, and where possible the owner, of the file that it is going to replace. */
async function keepRights(temporary: string, { present }: Destination): Promise<void> {
  if (!present) return;
  const { uid, gid } = await stat(temporary);
  if (uid !== present.uid || gid !== present.gid) {
    await chown(temporary, present.uid, present.gid).catch(() => undefined);
  }
  await chmod(temporary, present.mode & 0o777);
}

/** Puts a finished file in the place of `file`: in one step, through links, with the rights of what was there. */
export async function replaceFile(temporary: string, file: string): Promise<void> {
  const destination = await destinationOf(file);
  await keepRights(temporary, destination);
  await rename(temporary, destination.file);
}

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

/**
 * `writeWhole` for a short text where nothing can wait for it.
 *
 * @throws InputError naming the file when it cannot be written.
 */
export function writeWholeNow(file: string, text: string): void {
  const temporary = temporaryName(file, randomBytes(6).toString('hex'));
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new InputError(`${file}: cannot be written (${(error as Error).message}).`);
  }
}

/**
 * Writes a file under a temporary name beside it and renames it, so that nobody ever sees half of it.
 * Folders that are missing are made.
 *
 * @throws InputError naming the file when the folder cannot be written or the disk is full.
 */
export async function writeWhole(file: string, bytes: Uint8Array | string): Promise<void> {
  await writeParts(file, [typeof bytes === 'string' ? Buffer.from(bytes) : bytes]);
}
