import { type AnyDegradation, degradationNames, degradeAll } from '../degradations/presets';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { gridsFor, patchesOf, type Grid } from '@ddr-lab/images/pieces';
import type { Messages } from '@ddr-lab/base/progress';

/** The same images under several degradations, one set after the other: what the paper's analysis compares. */
export interface DegradedSets {
  /** Names of the degradations, in order; label k means `degradations[k]`. */
  readonly degradations: readonly string[];
  /** All patches: first every one under the first degradation, then under the second ... */
  readonly patches: readonly Image[];
  /** Degradation of each patch, by its number. */
  readonly labels: Int32Array;
  /** What each patch shows, by number: equal for a place of an image under every degradation. */
  readonly contents: Int32Array;
  /** Which of the images each patch was cut from, by its number; where it lacks, each content is an image. */
  readonly sources?: Int32Array;
}

/** What `degradedSets` takes. */
export interface DegradedSetsOptions {
  /** What to compare: presets by name, or `{ name, apply }`; default `clean`, `blur4`, `noise20`. */
  readonly degradations?: readonly AnyDegradation[];
  /** Side of the patches cut after degrading, in LR pixels; default 32. */
  readonly patch?: number;
  /**
   * How many patches of each degradation are wanted; default 100. One is cut from the middle of each image, of all images
   * where there are more; where there are fewer, several are cut of each, side by side, as far as it is large enough.
   */
  readonly count?: number;
  /** Seed of noise; image i of every set has its own stream. Default 0. */
  readonly seed?: number;
  /** Told what a reader should know, such as which images are too small; default `console.warn`; `false`: nobody. */
  readonly onMessage?: Messages;
}

/**
 * Degrades every LR image in every way and cuts patches: one of each image or, of few images, several. The whole image is
 * degraded and then cut, so that a blur sees what lies around the patch. Images that hold no patch are left out, and named.
 *
 * @throws InputError where no image holds a patch, and as `degradationNames`.
 */
export async function degradedSets(
  images: readonly Image[],
  options: DegradedSetsOptions = {},
): Promise<DegradedSets> {
  const { patch = 32, count = 100, onMessage = console.warn, ...rest } = options;
  const holds = ({ height, width }: Image): boolean => Math.min(height, width) >= patch;
  const used = [...images.keys()].filter((i) => holds(images[i]));
  const small = [...images.keys()].filter((i) => !holds(images[i]));
  if (used.length === 0) throw new InputError(smallText(images, small, patch));
  if (small.length > 0 && onMessage) onMessage(`${smallText(images, small, patch)} They are left out.`);
  const fitting = used.map((i) => images[i]);
  const grids = gridsFor(fitting, { count, side: patch });
  const sets = await setsOf(fitting, { ...rest, patch, grids });
  const taken = grids.reduce((sum, grid) => sum + grid.count, 0);
  if (taken > fitting.length && onMessage) onMessage(piecesText(fitting.length, taken, count));
  return { ...sets, sources: sets.sources.map((place) => used[place]) };
}

/** `degradedSets` of images that all hold a patch, cut by grids: several patches of one image where its grid says so. */
export async function setsOf(
  images: readonly Image[],
  options: Pick<DegradedSetsOptions, 'degradations' | 'seed'> & {
    readonly patch: number;
    readonly grids: readonly Grid[];
  },
): Promise<DegradedSets & Required<Pick<DegradedSets, 'sources'>>> {
  const { degradations = ['clean', 'blur4', 'noise20'], seed = 0, patch, grids } = options;
  const names = degradationNames(degradations);
  if (names.length === 0) throw new InputError('Name at least one degradation.');
  const patches: Image[] = [];
  for (const degradation of degradations) {
    const degraded = await degradeAll(images, degradation, { seed });
    patches.push(...degraded.flatMap((image, i) => patchesOf(image, grids[i], patch)));
  }
  const count = patches.length / names.length;
  const sources = grids.flatMap((grid, i) => Array.from({ length: grid.count }, () => i));
  return {
    degradations: names,
    patches,
    labels: Int32Array.from(patches, (_, i) => Math.floor(i / count)),
    contents: Int32Array.from(patches, (_, i) => i % count),
    sources: Int32Array.from(patches, (_, i) => sources[i % count]),
  };
}

function smallText(images: readonly Image[], small: readonly number[], patch: number): string {
  if (images.length === 0) return 'No images were given.';
  const some = small.slice(0, 3).map((i) => `image ${i} (${images[i].height} x ${images[i].width})`);
  const which = `${some.join(', ')}${small.length > 3 ? ', ...' : ''}`;
  return `${small.length} of ${images.length} images hold no patch of ${patch} x ${patch}: ${which}.`;
}

/** Why there are more patches than images, and where that is so fewer than were wanted. */
export function piecesText(images: number, patches: number, wanted: number): string {
  const why =
    patches < wanted
      ? `: ${wanted} were wanted, and some images are too small for their share`
      : ', as more points show more';
  return `Of ${images} images ${patches} patches were taken${why}.`;
}
