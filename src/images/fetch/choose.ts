import { InputError } from '@ddr-lab/base/errors';
import { sources, type Archive } from './catalogue';

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
 * @throws InputError for an unknown name without an address, an address for several archives at once, or a
 * size or hash that cannot be one.
 */
export function chooseArchives(name: string, overrides: ArchiveOverrides = {}): Archive[] {
  const { url, sha256, size } = overrides;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new InputError(`${sha256} is no SHA-256: it has 64 hexadecimal digits.`);
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) {
    throw new InputError(`The size must be a positive whole number of bytes, not ${size}.`);
  }
  if (url !== undefined && !URL.canParse(url)) throw new InputError(`${url} is no address.`);
  const known = archivesOf(name);
  const changed = url !== undefined || sha256 !== undefined || size !== undefined;
  if (known.length === 0) {
    if (url === undefined) {
      throw new InputError(
        `${name} is not known; known are ${Object.keys(sources).join(', ')}. Give --url for an archive of your own.`,
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

function archivesOf(name: string): Archive[] {
  if (Object.hasOwn(sources, name)) return [...sources[name].archives];
  return Object.values(sources).flatMap((source) =>
    source.archives.filter((archive) => archive.name === name),
  );
}

function ownArchive(name: string, url: string, sha256?: string, size?: number): Archive {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new InputError(`${name} cannot name a data set: use letters, digits, - and _.`);
  }
  const keep = [{ entry: /^(?:.*\/)?([^/.][^/]*\.(?:png|jpe?g|bmp|webp|tiff?))$/i, path: `${name}/$1` }];
  return { name, url, sha256: sha256?.toLowerCase(), size, limit: 20e9, keep };
}
