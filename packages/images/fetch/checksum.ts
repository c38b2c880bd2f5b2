import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Archive, Source } from './archive';
import { withoutCredentials } from './request';

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

/** Another address or other checks than the catalogue's. */
export interface ArchiveOverrides {
  url?: string;
  sha256?: string;
  size?: number;
}

/**
 * The archives of a name: a data set (`div2k`), one archive of it (`div2k/val`), or, with an address of your own,
 * a new name, whose images all go into the folder of that name.
 *
 * @param sources the data sets that are known.
 * @throws InputError for an unknown name without an address, an address for several archives at once, or a
 * size or hash that cannot be one.
 */
export function chooseArchives(
  name: string,
  sources: readonly Source[],
  overrides: ArchiveOverrides = {},
): Archive[] {
  const { url, sha256, size } = overrides;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new InputError(`${sha256} is no SHA-256: it has 64 hexadecimal digits.`);
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) {
    throw new InputError(`The size must be a positive whole number of bytes, not ${size}.`);
  }
  if (url !== undefined && !URL.canParse(url)) throw new InputError(`${url} is no address.`);
  const known = archivesOf(name, sources);
  const changed = url !== undefined || sha256 !== undefined || size !== undefined;
  if (known.length === 0) {
    if (url === undefined) {
      throw new InputError(
        `${name} is not known; known are ${fetchable(sources).join(', ')}. Give --url for an archive of your own.`,
      );
    }
    return [ownArchive(name, url, sha256, size)];
  }
  if (!changed) return known;
  if (known.length > 1) {
    const parts = known.map((archive) => archive.name).join(' or ');
    throw new InputError(`${name} has several archives; with --url, --sha256 or --size name one: ${parts}.`);
  }
  // A mirror must send the same file; only another hash or size that is given says otherwise.
  const [archive] = known;
  const other = sha256 !== undefined && sha256.toLowerCase() !== archive.sha256;
  return [
    {
      ...archive,
      url: url ?? archive.url,
      sha256: sha256 ?? archive.sha256,
      size: size ?? (other ? undefined : archive.size),
      md5: other ? undefined : archive.md5,
    },
  ];
}

function fetchable(sources: readonly Source[]): string[] {
  return sources.filter(({ archives }) => archives).map(({ name }) => name);
}

function archivesOf(name: string, sources: readonly Source[]): Archive[] {
  const source = sources.find((one) => one.name === name);
  if (source) return [...(source.archives ?? [])];
  return sources.flatMap(({ archives = [] }) => archives.filter((archive) => archive.name === name));
}

function ownArchive(name: string, url: string, sha256?: string, size?: number): Archive {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new InputError(`${name} cannot name a data set: use letters, digits, - and _.`);
  }
  const keep = [{ entry: /^(?:.*\/)?([^/.][^/]*\.(?:png|jpe?g|bmp|webp|tiff?))$/i, path: `${name}/$1` }];
  return { name, url, sha256: sha256?.toLowerCase(), size, limit: 20e9, keep };
}
