import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { dataRoot, isFolder } from '../data-root';
import type { Image } from '@ddr-lab/images/image';
import { type ImageSet, imagesInMemory } from '@ddr-lab/images/image-set';
import type { FolderSet } from './collection';
import { collections, knownSets } from './sets';
import { openCifar10 } from '@ddr-lab/images/sets/cifar10';
import { openFolder } from '@ddr-lab/images/sets/folder';
import { noteOpened } from './opened';

/** What `openSet` takes. */
export interface OpenSetOptions {
  /** How many images: of `scenes` as many as you like (default 100), of real data the first `count`. */
  count?: number;
  /** Height and width of drawn scenes in pixels; default 128 (32 for `scenes/objects`). Real images keep theirs. */
  size?: number;
  /** What images in memory are called; default `own images`. */
  name?: string;
  /** Seed of drawn scenes; default 0. Another seed is another set without a scene in common. */
  seed?: number;
}

/** Every name that `openSet` knows, whether its data is present or not. */
export function setNames(): string[] {
  return [...knownSets.keys()];
}

/** The known names whose data is present: the scenes always, real data where the data root holds it. */
export function presentSets(): string[] {
  const root = dataRoot();
  return [...knownSets.values()]
    .filter((set) => 'open' in set || (root && isFolder(path.join(root, set.folder))))
    .map(({ name }) => name);
}

/**
 * Opens a data set by name (`scenes`, `scenes/objects`, `bsds500/val`, `cifar10/test` ...), or any folder of
 * images by its path, or by its place below the data root; or makes one of images in memory.
 *
 * @throws InputError for a name that is neither known nor a folder (naming the known and present ones), for
 * a known set whose data is missing (saying how to get it), and for what is no image.
 */
export async function openSet(
  source: string | readonly Image[],
  options: OpenSetOptions = {},
): Promise<ImageSet> {
  const set = typeof source === 'string' ? await open(source, options) : inMemory(source, options);
  noteOpened(set.name);
  return set;
}

function inMemory(images: readonly Image[], { name, count }: OpenSetOptions): ImageSet {
  checkCount(count);
  return imagesInMemory(images, { name, count });
}

async function open(name: string, options: OpenSetOptions): Promise<ImageSet> {
  const { count } = options;
  checkCount(count);
  const known = knownSets.get(name);
  if (known) return 'open' in known ? known.open(options) : openKnown(known, count);
  if (isFolder(name)) return openFolder(name, { count });
  const below = isPlain(name) ? path.join(dataRoot() ?? '', name) : undefined;
  if (dataRoot() && below && isFolder(below)) return openFolder(below, { name, count });
  if (/^[./~]|^[A-Za-z]:|\\/.test(name)) throw new InputError(`${name}: no such folder.`);
  throw new InputError(
    `${name}: neither a folder nor a known set. Known: ${setNames().join(', ')}. ` +
      `Present: ${presentSets().join(', ')}.`,
  );
}

async function openKnown(known: FolderSet, count?: number): Promise<ImageSet> {
  const { name } = known;
  const root = dataRoot();
  const folder = root && path.join(root, known.folder);
  if (!folder || !isFolder(folder)) {
    const lack = root ? `${name} is not in ${root}.` : `${name} needs real data, and there is no data root.`;
    const source = collections.find(({ sets, archives }) => archives && sets.includes(known));
    const get = source ? `\`ddr fetch ${source.name}\` downloads it, or set` : 'Set';
    throw new InputError(
      `${lack} ${get} DDR_DATA to a folder that holds ${known.folder}/. Present: ${presentSets().join(', ')}.`,
    );
  }
  if (known.cifar10) return openCifar10(folder, { split: known.cifar10, count });
  return openFolder(folder, { name, match: known.match, count });
}

/** A name that stays below the data root: no absolute path, no way up. */
function isPlain(name: string): boolean {
  return /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name);
}

function checkCount(count: number | undefined): void {
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
    throw new InputError(`The number of images must be a positive whole number, not ${count}.`);
  }
}
