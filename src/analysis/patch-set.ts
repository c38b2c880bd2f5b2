import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { crop } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { type ImageSet, imagesInMemory } from '@ddr-lab/images/image-set';
import { openSet, presentSets } from '../images/sets/open';

/** Photographs as they were taken, none of them trained on here. */
const photographs = ['bsds500/val', 'bsds500/test', 'div2k/val', 'live/reference', 'set14', 'set5'] as const;

/** What `openPatchSet` takes. */
export interface PatchSetOptions {
  /** How many patches; default 400. More than 300 are recommended for SRGA. */
  readonly count?: number;
  /** Side of a patch in HR pixels; default 128, as PIES has it. */
  readonly side?: number;
  /** Sets by name, or folders; default the photographs of the data root, drawn scenes where it has none. */
  readonly sets?: readonly string[];
  readonly onProgress?: OnProgress;
}

/** The share of an image's patches, the flattest, that are left out: a sky says nothing of a network. */
const FLAT = 0.25;

/**
 * HR patches of many sources, in the spirit of PIES (Liu et al. 2022, whose own is not to be had): the sets take turns, and in each its images, so that all have a like share; of an image those with detail first, without the flattest
 * quarter. No patch is there twice, and none overlaps another.
 *
 * @returns fewer than `count` where the sets hold no more.
 * @throws InputError for a count or side below 1, and where no image holds a patch.
 */
export async function openPatchSet(options: PatchSetOptions = {}): Promise<ImageSet> {
  const { count = 400, side = 128, onProgress } = options;
  for (const [what, value] of Object.entries({ count, side })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new InputError(
        `The ${what} of a patch set is a whole number of 1 or more, not ${String(value)}.`,
      );
    }
  }
  const present = presentSets();
  const real = photographs.filter((name) => present.includes(name));
  const names = options.sets ?? (real.length > 0 ? real : ['scenes']);
  const queues: Image[][] = [];
  for (const [at, name] of names.entries()) {
    // Drawn scenes have no end: as many as patches are wanted, of a size that holds one each.
    const set = await openSet(name, name === 'scenes' ? { count, size: side } : {});
    queues.push(await inTurns(set, side, count));
    onProgress?.({ done: at + 1, total: names.length, note: name });
  }
  const patches = taken(queues, count);
  if (patches.length === 0)
    throw new InputError(`${names.join(', ')}: no image holds a patch of ${side} x ${side}.`);
  return imagesInMemory(patches, { name: `patches of ${names.join(', ')}` });
}

/** A set's patches, an image's best first, then each other image's, then the second of each. */
async function inTurns(set: ImageSet, side: number, most: number): Promise<Image[]> {
  const ofImages: Image[][] = [];
  for (let i = 0; i < Math.min(set.count, most); i++) ofImages.push(detailedFirst(await set.read(i), side));
  return taken(ofImages, most);
}

/** One of each queue in turn, as far as they go. */
function taken<T>(queues: readonly (readonly T[])[], most: number): T[] {
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  const all = Array.from({ length: longest }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  );
  return all.flat().slice(0, most);
}

/** The patches of an image's grid, from its middle outwards as large as fits, by falling detail. */
function detailedFirst(image: Image, side: number): Image[] {
  const [rows, columns] = [Math.floor(image.height / side), Math.floor(image.width / side)];
  const [top, left] = [(image.height - rows * side) >> 1, (image.width - columns * side) >> 1];
  const patches = Array.from({ length: rows * columns }, (_, k) => {
    const patch = crop(image, top + Math.floor(k / columns) * side, left + (k % columns) * side, {
      height: side,
      width: side,
    });
    return { patch, detail: detailOf(patch) };
  }).sort((a, b) => b.detail - a.detail);
  return patches.slice(0, Math.ceil(patches.length * (1 - FLAT))).map(({ patch }) => patch);
}

/** Mean absolute difference of neighbours across. */
function detailOf({ height, width, data }: Image): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let at = 3 * y * width; at < 3 * ((y + 1) * width - 1); at++)
      sum += Math.abs(data[at + 3] - data[at]);
  }
  return sum / (3 * height * Math.max(1, width - 1));
}
