import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { ownedFolder, removeLeft } from '../../environment/temporary';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { isFolder } from './data-root';
import type { Archive } from '@ddr-lab/images/fetch/archive';
import { checkArchive, pin, type Trust } from '@ddr-lab/images/fetch/checksum';
import { download, type DownloadOptions } from '@ddr-lab/images/fetch/download';
import { unpack } from '@ddr-lab/images/fetch/unpack';

/** What `fetchArchive` takes. */
export interface FetchOptions extends Pick<DownloadOptions, 'retries' | 'pause' | 'signal'> {
  /** The data root to fill. */
  to: string;
  onProgress?: OnProgress;
}

/** What came of a fetch. */
export interface Fetched {
  /** Folders below the data root that it filled; none where they were there already. */
  readonly folders: readonly string[];
  readonly files: number;
  readonly trust: Trust | 'there already';
  /** Set on a first download without a published hash. */
  readonly sha256?: string;
}

/**
 * Downloads an archive into the data root, checks and unpacks it. The archive waits in `.downloads` (put a file
 * of that name there yourself, and it is taken instead of a download) and is deleted when all is well. It is
 * unpacked into a folder of its own and moved into place in one step, so that no half of a set is ever seen.
 *
 * @throws InputError when anything about it is not as it should be; nothing but `.downloads` is then changed.
 */
export async function fetchArchive(archive: Archive, options: FetchOptions): Promise<Fetched> {
  const { to, onProgress, retries, pause, signal } = options;
  const wanted = foldersOf(archive);
  const downloads = path.join(to, '.downloads');
  removeLeft(downloads, unpacking);
  if (wanted.every((folder) => isFolder(path.join(to, folder)))) {
    return { folders: [], files: 0, trust: 'there already' };
  }
  await makeFolder(downloads);
  await ignoreInGit(to);
  const file = path.join(downloads, fileNameOf(archive.url));
  try {
    if (!existsSync(file)) {
      await download(archive.url, file, { size: archive.size, retries, pause, onProgress, signal });
    }
    const trust = await checkOrDelete(file, archive, to);
    return await unpackIntoPlace(file, archive, trust, options);
  } finally {
    // Fails, as it should, where something waits in it: a part to go on from, an archive to look at.
    await rmdir(downloads).catch(() => undefined);
  }
}

/** What the folders begin with in which archives are unpacked. */
const unpacking = 'unpacking-';

/** A file that fails its checks is of no use to a next try. */
async function checkOrDelete(file: string, archive: Archive, to: string): Promise<Trust> {
  try {
    return await checkArchive(file, archive, to);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

async function unpackIntoPlace(
  file: string,
  archive: Archive,
  trust: Trust,
  { to, onProgress }: FetchOptions,
): Promise<Fetched> {
  const temporary = ownedFolder(path.dirname(file), unpacking);
  try {
    const files = await unpack(file, archive, temporary, onProgress);
    const folders = await moveIntoPlace(temporary, to, foldersOf(archive));
    const sha256 = trust === 'first download' ? await pin(file, archive, to) : undefined;
    await rm(file, { force: true });
    return { folders, files, trust, sha256 };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (trust !== 'first download') {
      throw new InputError(
        `${error.message} The file is the one that was asked for, by its hash; it is kept. To fetch it anew, delete it.`,
      );
    }
    // Nobody vouches for it: the next try should download it afresh.
    await rm(file, { force: true });
    throw new InputError(`${error.message} It was deleted; run the same command again to fetch it anew.`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The folders below the data root that an archive fills: its paths' fixed beginnings. */
export function foldersOf(archive: Archive): string[] {
  return [...new Set(archive.keep.map(({ path: target }) => path.posix.dirname(target.split('$')[0] + 'x')))];
}

async function moveIntoPlace(temporary: string, to: string, folders: readonly string[]): Promise<string[]> {
  const moved: string[] = [];
  for (const folder of folders) {
    const target = path.join(to, folder);
    if (isFolder(target) || !isFolder(path.join(temporary, folder))) continue;
    await makeFolder(path.dirname(target));
    await rename(path.join(temporary, folder), target);
    moved.push(folder);
  }
  return moved;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new InputError(
      `${folder}: cannot be made (${error.message}). Choose another place with --to, and set DDR_DATA to it.`,
    );
  });
}

/** Real images never belong in a repository: where the data root lies in the project, git leaves it alone. */
async function ignoreInGit(to: string): Promise<void> {
  const { ownData } = await import('./data-root');
  if (path.resolve(to) !== ownData) return;
  const { writeWhole } = await import('@ddr-lab/base/files/write-whole');
  await writeWhole(path.join(to, '.gitignore'), '*\n');
}

function fileNameOf(url: string): string {
  const name = path.posix.basename(new URL(url).pathname);
  return /^[\w.-]+$/.test(name) && !/^\.+$/.test(name) ? name : 'archive';
}
