import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { crop } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { toBytes } from '@ddr-lab/images/io';
import { subSeed } from '../../degradations/degradation';
import { degrade, type Preset, parsePreset } from '../../degradations/presets';
import {
  copyLowPatch,
  copyTurned,
  type ImagePair,
  imagePairs,
  type PatchBatch,
  type PatchSampler,
  TURNS,
} from './pairs';

/** What `restorationSampler` takes. */
export interface RestorationSamplerOptions {
  /** Side of a patch in pixels. */
  readonly patch: number;
  /** Patches a batch. */
  readonly batch: number;
  readonly seed: number;
  /** Presets and chains, one drawn for each patch. */
  readonly degradations: readonly string[];
  /** The share of patches that stay clean, 0 to 1; default 0. */
  readonly clean?: number;
  /**
   * How many degraded images there are in all, of degradations that are drawn on whole images (rain); default 1024. One image has
   * its share of them, two at least. They are drawn when they are first asked for, and kept.
   */
  readonly versions?: number;
}

/** Whether a preset must see a whole image before a patch is cut. */
const drawnOnWhole = ({ links }: Preset): boolean => links.some(({ kind }) => kind.degradation.whole);

/**
 * Samples pairs of a degraded and a clean patch of one size, for networks that restore: a random image, a random place, random flips
 * and a random transposition; a degradation drawn for each patch. What is drawn on whole images is, before the patch is cut.
 *
 * @throws InputError for a preset that does not exist, and (`batch`) when an image is smaller than a patch.
 */
export function restorationSampler(images: ImageSet, options: RestorationSamplerOptions): PatchSampler {
  const { patch, batch, seed, degradations, clean = 0, versions = 1024 } = options;
  if (degradations.length === 0) throw new InputError('Restoration needs a degradation to undo.');
  const presets = degradations.map((name) => parsePreset(name));
  const pairOf = imagePairs(images, { scale: 1, patch });
  const versionOf = wholeVersions(seed);
  const each = Math.max(2, Math.ceil(versions / images.count));
  const samples = patch * patch * 3;

  const fill = async (iteration: number, n: number, into: PatchBatch): Promise<void> => {
    const random = createRandom(seed, 1, iteration, n);
    const index = random.integer(images.count);
    const pair = await pairOf(index);
    const turn = random.integer(TURNS);
    // A stream of its own, so that trainings on other degradations see the same patches.
    const choice = createRandom(seed, 2, iteration, n);
    const preset = choice.uniform() < clean ? undefined : presets[choice.integer(presets.length)];
    const at = n * samples;
    if (preset && drawnOnWhole(preset)) {
      const version = await versionOf(pair, preset, [index, choice.integer(each)]);
      const top = Math.floor(random.uniform() * (version.height - patch + 1));
      const left = Math.floor(random.uniform() * (version.width - patch + 1));
      const place = { top, left, height: patch, width: patch };
      copyTurned(version.degraded, version.width, place, 0, into.lr, at);
      copyTurned(version.clean, version.width, place, 0, into.hr, at);
      return;
    }
    const top = Math.floor(random.uniform() * (pair.height - patch + 1));
    const left = Math.floor(random.uniform() * (pair.width - patch + 1));
    const place = { top, left, height: patch, width: patch };
    const degradation = preset && { preset, seed: subSeed(seed, 3, iteration, n) };
    await copyLowPatch(pair, place, turn, degradation, into.lr, at);
    copyTurned(pair.hr, pair.width, place, turn, into.hr, at);
  };
  return {
    batch: async (iteration) => {
      const into = { lr: new Float32Array(batch * samples), hr: new Float32Array(batch * samples) };
      for (let n = 0; n < batch; n++) await fill(iteration, n, into);
      return into;
    },
  };
}

/** A whole image, turned and degraded, and the clean one it was; 8 bits a sample. */
interface WholeVersion {
  readonly height: number;
  readonly width: number;
  readonly degraded: Uint8Array;
  readonly clean: Uint8Array;
}

/** Degraded versions of whole images. They depend on the seed, the preset, and the numbers of the image and the version alone. */
function wholeVersions(
  seed: number,
): (
  pair: ImagePair,
  preset: Preset,
  numbers: readonly [image: number, version: number],
) => Promise<WholeVersion> {
  const kept = new Map<string, WholeVersion>();
  return async ({ hr, height, width }, preset, numbers) => {
    const key = [preset.name, ...numbers].join(' ');
    const known = kept.get(key);
    if (known) return known;
    // Turned first: rain falls down in a turned image, too.
    const turn = createRandom(seed, 4, ...numbers).integer(TURNS);
    const image = turn & 4 ? createImage(width, height) : createImage(height, width);
    copyTurned(hr, width, { top: 0, left: 0, height, width }, turn, image.data);
    const degraded = await degrade(image, preset, { seed: subSeed(seed, 5, ...numbers) });
    const version = {
      height: image.height,
      width: image.width,
      degraded: toBytes(degraded),
      clean: toBytes(image),
    };
    kept.set(key, version);
    return version;
  };
}

/** A degraded image and what it should become, cut from the middle of whole ones. */
export interface RestorationPatches {
  readonly lr: readonly Image[];
  readonly hr: readonly Image[];
}

/**
 * Centre patches of the first images, degraded before they are cut (noise and rain always with the same seeds, so that trainings can be compared).
 *
 * @param side of a patch in pixels; smaller images are taken whole, as a square of their shorter side.
 */
export async function restorationPatches(
  images: ImageSet,
  {
    count,
    degradation,
    side = 96,
  }: { readonly count: number; readonly degradation: string; readonly side?: number },
): Promise<RestorationPatches> {
  const [lr, hr]: [Image[], Image[]] = [[], []];
  for (let i = 0; i < Math.min(count, images.count); i++) {
    const image = await images.read(i);
    const degraded = await degrade(image, degradation, { seed: subSeed(0, i) });
    const own = Math.min(side, image.height, image.width);
    const [top, left] = [Math.floor((image.height - own) / 2), Math.floor((image.width - own) / 2)];
    lr.push(crop(degraded, top, left, own));
    hr.push(crop(image, top, left, own));
  }
  return { lr, hr };
}
