import { constants, type Stats } from 'node:fs';
import { access, chmod, chown, lstat, readlink, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';

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
export async function destinationOf(file: string): Promise<Destination> {
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
export function isSpecial({ present }: Destination): boolean {
  return present !== undefined && !present.isFile();
}

/** Gives `temporary` the rights, and where possible the owner, of the file that it is going to replace. */
export async function keepRights(temporary: string, { present }: Destination): Promise<void> {
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
