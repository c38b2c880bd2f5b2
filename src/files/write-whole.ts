import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';

/**
 * Writes a file under a temporary name beside it and renames it, so that nobody ever sees half of it.
 * Folders that are missing are made.
 *
 * @throws InputError naming the file when the folder cannot be written or the disk is full.
 */
export async function writeWhole(file: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new InputError(`${file}: cannot be written (${(error as Error).message}).`);
  }
}
