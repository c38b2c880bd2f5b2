import { InputError } from '@ddr-lab/base/errors';
import { createRandom, type Random } from '@ddr-lab/base/random';
import { cropToMultiple } from '@ddr-lab/images/crop';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { toBytes } from '@ddr-lab/images/io';
import { subSeed } from '../../degradations/degradation';
import {
  drawDegradation,
  type LowResolutionDegradation,
  type LowResolutionModel,
  quantised,
  shrinkingKernel,
  shrunk,
} from '../../degradations/low-resolution-model';
import { copyTurned, TURNS } from './pairs';

/**
 * What the two patches of a pair have in common: `both` (as published by DASR: one image, one degradation), `degradation` (of another image), or `content` (one
 * image, another degradation).
 */
export type Positives = 'both' | 'degradation' | 'content';

/** A batch of pairs of views, flat float32 in [0, 1]. */
export interface ViewBatch {
  /** N x P x P x 3: what is asked. */
  readonly queries: Float32Array;
  /** N x P x P x 3: the partner of each. */
  readonly keys: Float32Array;
  /** N x (s P) x (s P) x 3: the original of each query. */
  readonly hr: Float32Array;
  /** How each query was degraded. */
  readonly degradations: readonly LowResolutionDegradation[];
}

/** What `degradedViews` takes. */
export interface DegradedViewsOptions {
  /** Side of a view in LR pixels. */
  readonly patch: number;
  /** Pairs a batch. */
  readonly batch: number;
  readonly scale: number;
  readonly seed: number;
  readonly model: LowResolutionModel;
  readonly positives: Positives;
}

/** An HR image in 8 bits. */
interface Original {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Draws pairs of degraded patches, each with its degradation drawn anew from the model: random images, places and flips. LR is made of the HR image around the patch (`low-resolution-model.ts`), so that no border
 * of a patch shows.
 *
 * @returns the batch of an iteration: it depends on the seed and that number alone.
 * @throws InputError (`the function returned`) where an image is smaller than a patch.
 */
export function degradedViews(
  images: ImageSet,
  options: DegradedViewsOptions,
): (iteration: number) => Promise<ViewBatch> {
  const { patch, batch, scale, seed, model, positives } = options;
  const originals = new Map<number, Original>();
  const originalOf = async (index: number): Promise<Original> => {
    const known = originals.get(index);
    if (known) return known;
    const image = cropToMultiple(await images.read(index), scale);
    if (Math.min(image.height, image.width) < patch * scale) {
      throw new InputError(
        `${images.name}/${images.label(index)}: ${image.height} x ${image.width} is too small for patches of ${patch * scale}.`,
      );
    }
    const made = { data: toBytes(image), height: image.height, width: image.width };
    originals.set(index, made);
    return made;
  };
  const samples = patch * patch * 3;
  const place = (original: Original, random: Random): Place => ({
    top: random.integer(original.height / scale - patch + 1),
    left: random.integer(original.width / scale - patch + 1),
    turn: random.integer(TURNS),
  });
  const view = (
    original: Original,
    at: Place,
    degradation: LowResolutionDegradation,
    noiseSeed: number,
  ): Float32Array => {
    const part = { scale, top: at.top, left: at.left, height: patch, width: patch };
    const low = shrunk(original, shrinkingKernel(degradation.blur, scale), part);
    const bytes = quantised(low, 1, { noise: degradation.noise, seed: noiseSeed });
    const out = new Float32Array(samples);
    copyTurned(bytes, patch, { top: 0, left: 0, height: patch, width: patch }, at.turn, out);
    return out;
  };
  return async (iteration) => {
    const random = createRandom(seed, 11, iteration);
    const drawn = createRandom(seed, 12, iteration);
    const queries = new Float32Array(batch * samples);
    const keys = new Float32Array(batch * samples);
    const hr = new Float32Array(batch * samples * scale * scale);
    const degradations: LowResolutionDegradation[] = [];
    for (let n = 0; n < batch; n++) {
      const own = random.integer(images.count);
      // Another image, whatever the set's size: never the same one.
      const other = (own + 1 + random.integer(Math.max(1, images.count - 1))) % images.count;
      const original = await originalOf(own);
      const partner = positives === 'degradation' ? await originalOf(other) : original;
      const [here, there] = [place(original, random), place(partner, random)];
      const degradation = drawDegradation(model, drawn);
      const second = drawDegradation(model, drawn);
      degradations.push(degradation);
      queries.set(view(original, here, degradation, subSeed(seed, 13, iteration, n)), n * samples);
      const shared = positives === 'content' ? second : degradation;
      keys.set(view(partner, there, shared, subSeed(seed, 14, iteration, n)), n * samples);
      const side = patch * scale;
      const large = { top: here.top * scale, left: here.left * scale, height: side, width: side };
      copyTurned(original.data, original.width, large, here.turn, hr, n * samples * scale * scale);
    }
    return { queries, keys, hr, degradations };
  };
}

/** Where a view is cut, and how it is flipped, in LR pixels. */
interface Place {
  readonly top: number;
  readonly left: number;
  readonly turn: number;
}
