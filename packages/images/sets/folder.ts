import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import type { ImageSet } from '../image-set';
import { readImage } from '../io';

/** Endings of the files that count as images, in any case. */
export const imageEndings: readonly string[] = ['.png', '.jpg', '.jpeg', '.bmp', '.webp', '.tif', '.tiff'];

/** What `openFolder` takes. */
export interface FolderOptions {
  /** Name of the set in titles and captions; default the folder's own name. */
  name?: string;
  /** Take the first `count` images only; default all. */
  count?: number;
  /** Take only files whose name matches; default every image. */
  match?: RegExp;
}

/**
 * The images of a folder, sorted by file name (by character code, so the order is the same everywhere).
 * Folders inside it and hidden files are left out. Images are read when asked for.
 *
 * @throws InputError naming the folder when it is missing, not a folder, or holds no image.
 */
export async function openFolder(folder: string, options: FolderOptions = {}): Promise<ImageSet> {
  const { name = path.basename(path.resolve(folder)), match, count = Infinity } = options;
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${folder}: ${wordsFor(error)}`);
  });
  const files = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((file) => imageEndings.includes(path.extname(file).toLowerCase()) && (!match || match.test(file)))
    .sort()
    .slice(0, count);
  if (files.length === 0) {
    const kind = match ? ` whose name matches ${match.source}` : '';
    throw new InputError(`${folder}: holds no image${kind} (looked for ${imageEndings.join(', ')}).`);
  }
  const fileOf = (index: number): string => {
    const file = files[index];
    if (file === undefined)
      throw new InputError(`${name} has images 0 to ${files.length - 1}, not ${index}.`);
    return file;
  };
  return {
    name,
    count: files.length,
    read: async (index) => readImage(path.join(folder, fileOf(index))),
    label: (index) => fileOf(index),
  };
}

function wordsFor(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'no such folder.';
  if (error.code === 'ENOTDIR') return 'not a folder.';
  return `cannot be read (${error.message}).`;
}
