import { createRandom } from '@ddr-lab/base/random';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { subSeed } from '../../degradations/degradation';
import {
  drawDegradation,
  type LowResolutionDegradation,
  type LowResolutionModel,
} from '../../degradations/low-resolution-model';
import { viewCutter } from './view-cutter';

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
  const { originalOf, place, view, original } = viewCutter(images, { patch, scale });
  const samples = patch * patch * 3;
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
      const image = await originalOf(own);
      const partner = positives === 'degradation' ? await originalOf(other) : image;
      const [here, there] = [place(image, random), place(partner, random)];
      const degradation = drawDegradation(model, drawn);
      const second = drawDegradation(model, drawn);
      degradations.push(degradation);
      queries.set(view(image, here, degradation, subSeed(seed, 13, iteration, n)), n * samples);
      const shared = positives === 'content' ? second : degradation;
      keys.set(view(partner, there, shared, subSeed(seed, 14, iteration, n)), n * samples);
      original(image, here, hr, n * samples * scale * scale);
    }
    return { queries, keys, hr, degradations };
  };
}
