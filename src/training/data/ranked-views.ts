import { createRandom } from '@ddr-lab/base/random';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { subSeed } from '../../degradations/degradation';
import {
  drawDegradation,
  type LowResolutionDegradation,
  type LowResolutionModel,
} from '../../degradations/low-resolution-model';
import { viewCutter } from './view-cutter';

/** Views of an image: two patches of one degradation, its blur drawn anew, its noise drawn anew, and none. */
export const VIEWS = 5;

/** Views of some images, V = 5 of each one behind the other, and what is known of how strongly each is degraded. */
export interface RankedBatch {
  /** (V N) x P x P x 3 in [0, 1]. */
  readonly views: Float32Array;
  /** (V N) x (V N): where view i is degraded more strongly than view j of the same image, 1 over the number of such pairs; else 0. */
  readonly order: Float32Array;
  /** (V N) x (V N): the two patches of one degradation, both ways, so that the sum of all is 2. */
  readonly same: Float32Array;
  /** V N: the views without degradation, so that the mean of all is 1. */
  readonly clean: Float32Array;
}

/** What `rankedViews` takes. */
export interface RankedViewsOptions {
  /** Side of a view in LR pixels. */
  readonly patch: number;
  /** Images a batch. */
  readonly groups: number;
  readonly scale: number;
  readonly seed: number;
  readonly model: LowResolutionModel;
}

/**
 * Draws views of random images whose order by strength is known (DAA, Wang et al., ACCV 2022): two of one degradation, of two patches; one with another blur, one with another noise, and one
 * without either. What is stronger in one and weaker in the other has no known order.
 *
 * @returns the batch of an iteration: it depends on the seed and that number alone.
 * @throws InputError (the function returned) where an image is smaller than a patch.
 */
export function rankedViews(
  images: ImageSet,
  { patch, groups, scale, seed, model }: RankedViewsOptions,
): (iteration: number) => Promise<RankedBatch> {
  const { originalOf, place, view } = viewCutter(images, { patch, scale });
  const samples = patch * patch * 3;
  return async (iteration) => {
    const random = createRandom(seed, 31, iteration);
    const drawn = createRandom(seed, 32, iteration);
    const views = new Float32Array(VIEWS * groups * samples);
    const drawnOf: LowResolutionDegradation[] = [];
    for (let group = 0; group < groups; group++) {
      const image = await originalOf(random.integer(images.count));
      const [here, there] = [place(image, random), place(image, random)];
      const own = drawDegradation(model, drawn);
      const other = drawDegradation(model, drawn);
      const none = { blur: 0, noise: 0 };
      const blurred = { ...own, blur: other.blur };
      const noisy = { ...own, noise: other.noise };
      [own, own, blurred, noisy, none].forEach((degradation, k) => {
        const n = VIEWS * group + k;
        views.set(
          view(image, k === 1 ? there : here, degradation, subSeed(seed, 33, iteration, n)),
          n * samples,
        );
        drawnOf.push(degradation);
      });
    }
    return { views, ...ranks(drawnOf) };
  };
}

/** What is known of the order of views. */
export function ranks(drawn: readonly LowResolutionDegradation[]): Omit<RankedBatch, 'views'> {
  const count = drawn.length;
  const groups = count / VIEWS;
  const order = new Float32Array(count * count);
  const same = new Float32Array(count * count);
  const clean = new Float32Array(count);
  const pairs: number[] = [];
  for (let group = 0; group < groups; group++) {
    const first = VIEWS * group;
    clean[first + VIEWS - 1] = VIEWS;
    for (const [i, j] of [
      [0, 1],
      [1, 0],
    ]) {
      same[(first + i) * count + first + j] = 1 / groups;
    }
    for (let i = 0; i < VIEWS; i++) {
      for (let j = 0; j < VIEWS; j++) {
        if (isStronger(drawn[first + i], drawn[first + j])) pairs.push((first + i) * count + first + j);
      }
    }
  }
  for (const pair of pairs) order[pair] = 1 / pairs.length;
  return { order, same, clean };
}

/** At least as strong in both, stronger in one. */
const isStronger = (a: LowResolutionDegradation, b: LowResolutionDegradation): boolean =>
  a.blur >= b.blur && a.noise >= b.noise && (a.blur > b.blur || a.noise > b.noise);
