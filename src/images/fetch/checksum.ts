import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { withoutCredentials } from './address';
import type { Archive } from './catalogue';

/** Whether what arrived is what was published, or, where nothing was, what arrived the first time. */
export type Trust = 'published' | 'pinned before' | 'first download';

/**
 * Compares a downloaded file with the size and hashes that its archive names. Where it names neither SHA-256 nor
 * MD5, the hash is compared with the one that `checksums.json` in `folder` remembers of the first download; a
 * first download is taken on trust, and its hash remembered by `pin`.
 *
 * @throws InputError naming the file, what was expected and what came.
 */
export async function checkArchive(file: string, archive: Archive, folder: string): Promise<Trust> {
  const { size } = await stat(file);
  if (archive.size !== undefined && size !== archive.size) {
    throw new InputError(
      `${file}: ${size} bytes, expected ${archive.size} from ${withoutCredentials(archive.url)}.`,
    );
  }
  if (archive.sha256 !== undefined) await expectHash(file, archive, 'sha256', archive.sha256);
  if (archive.md5 !== undefined) await expectHash(file, archive, 'md5', archive.md5);
  if (archive.sha256 !== undefined || archive.md5 !== undefined) return 'published';
  const pinned = (await readPins(folder))[withoutCredentials(archive.url)];
  if (pinned === undefined) return 'first download';
  await expectHash(file, archive, 'sha256', pinned.sha256);
  return 'pinned before';
}

/** Remembers the SHA-256 of an archive that unpacked well, for every later download from its address. */
export async function pin(file: string, archive: Archive, folder: string): Promise<string> {
  const sha256 = await hashFile(file, 'sha256');
  const pins = {
    ...(await readPins(folder)),
    [withoutCredentials(archive.url)]: { sha256, size: (await stat(file)).size },
  };
  await writeWhole(path.join(folder, 'checksums.json'), `${JSON.stringify(pins, undefined, 2)}\n`);
  return sha256;
}

/** Hash of a file, lower-case hexadecimal. */
async function hashFile(file: string, algorithm: 'sha256' | 'md5'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function expectHash(
  file: string,
  archive: Archive,
  algorithm: 'sha256' | 'md5',
  expected: string,
): Promise<void> {
  const found = await hashFile(file, algorithm);
  if (found === expected.toLowerCase()) return;
  throw new InputError(
    `${file}: its ${algorithm.toUpperCase()} is ${found}, expected ${expected}. ` +
      `What ${withoutCredentials(archive.url)} sent is damaged or not the file it should be; it was deleted, and nothing of it unpacked.`,
  );
}

async function readPins(folder: string): Promise<Record<string, { sha256: string; size: number }>> {
  const file = path.join(folder, 'checksums.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text) as Record<string, { sha256: string; size: number }>;
  } catch {
    throw new InputError(`${file}: is not JSON. Delete it to trust the next download of each archive anew.`);
  }
}
