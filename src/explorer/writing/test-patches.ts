import sharp from 'sharp';
import { InputError } from '@ddr-lab/base/errors';
import { crop } from '@ddr-lab/images/crop';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { type ImageSet, setOf } from '@ddr-lab/images/image-set';
import { toBytes } from '@ddr-lab/images/io';
import { degradedSets } from '../../analysis/degraded-sets';
import { highResolutionPatches, lowResolution } from '../../analysis/low-resolution';
import { parsePreset } from '../../degradations/presets';
import { openSet } from '../../images/sets/open';
import type { MapDegradation } from '../shared/data';

/** The patches of the map, in 8 bits, as networks and the page see them. */
export interface TestPatches {
  readonly set: string;
  readonly labels: readonly string[];
  readonly degradations: readonly MapDegradation[];
  /** All patches: first every one under the first degradation, then under the second. */
  readonly patches: readonly Image[];
  /** What each content looks like at the size of a network's output. */
  readonly truth: readonly Image[];
  /** The patches in one picture: a lossless WebP. */
  readonly sprite: Buffer;
  readonly samples: readonly { readonly name: string; readonly webp: Buffer }[];
}

/** Side of a patch in LR pixels, as in the paper. */
export const PATCH = 32;
/** Side of a sample at most, in LR pixels. */
const SAMPLE = 128;
/** Images to try. */
export const SAMPLES = 3;
/** Side of a drawn sample, in LR pixels. */
const SCENE = 96;

/**
 * Patches of a set under degradations, one of the middle of each image. Images behind those that are used are samples to try, of
 * which the map knows nothing.
 *
 * @throws InputError for fewer than 12 images: there must be neighbours, patches for the calibration and for its check.
 */
export async function testPatches(
  set: ImageSet,
  {
    count,
    degradations,
    scale,
    seed,
  }: { count: number; degradations: readonly string[]; scale: number; seed: number },
): Promise<TestPatches> {
  const used = Math.min(count, set.count);
  if (used < 12)
    throw new InputError(`${set.name}: ${used} images are too few for a map; it takes 12 or more.`);
  const lr = await lowResolution(set, { count: used, scale, onMessage: false });
  const small = lr.findIndex(({ height, width }) => Math.min(height, width) < PATCH);
  if (small >= 0) {
    throw new InputError(
      `${set.label(small)}: ${lr[small].height} x ${lr[small].width} LR pixels hold no patch of ${PATCH} x ${PATCH}.`,
    );
  }
  const sets = await degradedSets(lr, { degradations, patch: PATCH, count: used, seed, onMessage: false });
  const patches = sets.patches.map(inBytes);
  return {
    set: set.name,
    labels: Array.from({ length: used }, (_, i) => set.label(i)),
    degradations: described(sets.degradations),
    patches,
    truth: await highResolutionPatches(set, { count: used, scale, patch: PATCH }),
    sprite: await webp(sheet(patches, used)),
    samples: await samplesOf(set, used, scale),
  };
}

/** An image in 8 bits: what a file of it holds. */
function inBytes(image: Image): Image {
  return mapSamples(image, (value) => Math.round(value * 255) / 255);
}

/** Of names such as `blur2`: families, and how strong each is among those of its family that are there. */
function described(names: readonly string[]): MapDegradation[] {
  const found = names.map((name) => {
    const { links } = parsePreset(name);
    const [{ kind, number }] = links;
    const family = links.length > 1 ? name : kind.word.replace(/-.*$/, '');
    return {
      name,
      family,
      strength: Number.isNaN(number) ? undefined : family === 'jpeg' ? 100 - number : number,
    };
  });
  return found.map(({ name, family, strength }, at) => {
    if (family === 'clean') return { name, family, degree: 0 };
    const own = found.filter((other) => other.family === family);
    // Presets without a number are degrees in the order in which they are named.
    const order = own.findIndex((other) => other.name === name) + 1;
    const most = Math.max(...own.map((other) => other.strength ?? 0));
    return { name, family, degree: found[at].strength === undefined ? order / own.length : strength! / most };
  });
}

/** Patches side by side, `columns` in a row. */
function sheet(patches: readonly Image[], columns: number): Image {
  const rows = Math.ceil(patches.length / columns);
  const out = createImage(rows * PATCH, columns * PATCH);
  for (const [at, patch] of patches.entries()) {
    const [top, left] = [Math.floor(at / columns) * PATCH, (at % columns) * PATCH];
    for (let y = 0; y < PATCH; y++) {
      const row = patch.data.subarray(y * PATCH * 3, (y + 1) * PATCH * 3);
      out.data.set(row, ((top + y) * columns * PATCH + left) * 3);
    }
  }
  return out;
}

function webp(image: Image): Promise<Buffer> {
  const { height, width } = image;
  return sharp(toBytes(image), { raw: { width, height, channels: 3 } })
    .webp({ lossless: true, effort: 4 })
    .toBuffer();
}

/** Images behind those that are used; of drawn scenes larger ones, as those of the map hold no more than a patch. */
async function samplesOf(
  set: ImageSet,
  used: number,
  scale: number,
): Promise<{ name: string; webp: Buffer }[]> {
  const drawn = set.name === 'scenes';
  const source = drawn ? await openSet('scenes', { count: SAMPLES, size: SCENE * scale, seed: 1 }) : set;
  const from = drawn ? 0 : used;
  const samples: { name: string; webp: Buffer }[] = [];
  for (let i = from; i < Math.min(source.count, from + SAMPLES); i++) {
    const [lr] = await lowResolution(setOf([await source.read(i)]), { scale, onMessage: false });
    const [height, width] = [Math.min(SAMPLE, lr.height), Math.min(SAMPLE, lr.width)];
    const top = Math.floor((lr.height - height) / 2);
    const left = Math.floor((lr.width - width) / 2);
    samples.push({ name: source.label(i), webp: await webp(crop(lr, top, left, { height, width })) });
  }
  return samples;
}
