import { type Images, type ImageSet, setOf } from '@ddr-lab/images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import { piecesText } from '../analysis/degraded-sets';
import { fewText, LEAST_IMAGES } from '../analysis/grade';
import { InputError } from '@ddr-lab/base/errors';
import { middleOf } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { gridsFor, type Grid } from '@ddr-lab/images/pieces';
import { samePictures } from '@ddr-lab/images/same-pictures';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { resize } from '@ddr-lab/images/resize';

/**
 * Opens the images of an analysis: a set as it is, images in memory, a folder or a data set by name; without a name photographs where the data root has
 * them, else the embedded scenes, drawn as large as is needed.
 *
 * @throws InputError as `openSet`.
 */
export async function openImages(
  images: string | Images | undefined,
  { count, side }: { count: number; side: number },
): Promise<ImageSet> {
  if (typeof images === 'object') return setOf(images);
  const name = images ?? (presentSets().includes('bsds500/val') ? 'bsds500/val' : 'scenes');
  // Of real images all are opened, as some may have to be left out.
  return openSet(name, name === 'scenes' ? { count, size: Math.max(128, side) } : {});
}

/** What a reader should know of the images. */
export function imageWarnings(
  set: ImageSet,
  { whole, names, same }: PreparedImages,
  { byDefault, count, groups }: { byDefault: boolean; count: number; groups: number },
): string[] {
  const warnings: string[] = [];
  if (set.name === 'scenes' && byDefault) {
    warnings.push('These are drawn scenes, since no images were named and no photographs are at hand.');
  }
  const patches = names.length;
  if (patches > whole.length) warnings.push(piecesText(whole.length, patches, count));
  const few = fewText({ points: patches * groups, groups, images: whole.length });
  if (few !== undefined) warnings.push(few);
  return [...warnings, ...same];
}

/** What `prepareImages` takes. */
export interface PrepareOptions {
  /** How many patches are wanted: one of each image, and several where there are fewer images. */
  readonly count: number;
  /** Images, and the parts of them that patches are taken of, must be this high and wide. */
  readonly side: number;
  /** Larger images are cut to their middle of at most this side. */
  readonly size: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Images that can be used. */
export interface PreparedImages {
  /** The images, cut to the size asked for. */
  readonly whole: readonly Image[];
  /** Where patches are taken of each image. */
  readonly grids: readonly Grid[];
  /** What each patch is called: by its image. */
  readonly names: readonly string[];
  /** Images that are the same as one before them, in a sentence each. */
  readonly same: readonly string[];
  /** Images that could not be read or are too small. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Reads a set's images, leaving out those that cannot be read or are too small. Where fewer remain than patches are
 * wanted, several patches are taken of each: CHI of few points says little. (SRResNet-wGR on `bsds500/val`: CHI 275 with
 * 100 images, 32 with 50, 1 with 20; and 196 with five patches of each of these 20.)
 *
 * @throws InputError naming what was left out where fewer than `LEAST_IMAGES` remain.
 */
export async function prepareImages(set: ImageSet, options: PrepareOptions): Promise<PreparedImages> {
  const { count, side, size, onProgress, signal = currentSignal() } = options;
  if (side > size) {
    throw new InputError(
      `The patches need images of ${side} x ${side} pixels, more than the ${size} that images are cut to: raise the size, or take smaller patches.`,
    );
  }
  const found: { name: string; image: Image }[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (let i = 0; i < set.count && found.length < count; i++) {
    signal?.throwIfAborted();
    const name = set.label(i);
    const image = await usable(set, i, side);
    if (typeof image === 'string') skipped.push({ name, reason: image });
    else found.push({ name, image: middleOf(image, size) });
    onProgress?.({ done: i + 1, total: Math.min(count, set.count) });
  }
  if (found.length < LEAST_IMAGES) throw new InputError(tooFew(set, found.length, skipped));
  const whole = found.map(({ image }) => image);
  const grids = gridsFor(whole, { count, side });
  const names = found.flatMap(({ name }, i) =>
    Array.from({ length: grids[i].count }, (_, k) =>
      grids[i].count === 1 ? name : `${name}, part ${k + 1}`,
    ),
  );
  return { whole, grids, names, same: samePictures(whole, (i) => found[i].name), skipped };
}

/** The image, or why it cannot be used. */
async function usable(set: ImageSet, index: number, side: number): Promise<Image | string> {
  let image: Image;
  try {
    image = await set.read(index);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Messages begin with the file's path; its name stands beside the reason already.
    const at = error.message.indexOf(`${set.label(index)}: `);
    return at < 0 ? error.message : error.message.slice(at + set.label(index).length + 2);
  }
  const { height, width } = image;
  if (Math.min(height, width) >= side) return image;
  return `${height} x ${width} pixels are too few, ${side} x ${side} are needed.`;
}

function tooFew(set: ImageSet, found: number, skipped: PreparedImages['skipped']): string {
  const some = skipped.slice(0, 5).map(({ name, reason }) => `${name}: ${reason}`);
  const left = skipped.length > 5 ? [...some, `and ${skipped.length - 5} more.`] : some;
  const why = left.length > 0 ? ` Left out: ${left.join(' ')}` : '';
  return (
    `${set.name}: ${found === 1 ? '1 image' : `${found} images`} of ${set.count} can be used, and an analysis needs at ` +
    `least ${LEAST_IMAGES}, since it places images by their neighbours; the paper takes 100.${why}`
  );
}

/** Plain bicubic enlargement to the size of another image. */
export function enlarge(image: Image, { height, width }: Pick<Image, 'height' | 'width'>): Image {
  if (image.height === height && image.width === width) return image;
  return resize(image, { height, width, levels: 255 });
}
