import { InputError } from '@ddr-lab/base/errors';
import { crop, cropToMultiple, middleOf } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { setOf, type Images } from '@ddr-lab/images/image-set';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `highResolutionPatches` takes; the same as `lowResolution` and `degradedSets` were given. */
export interface HighResolutionPatchOptions {
  /** How many images, from the first; default 100. */
  readonly count?: number;
  /** Downscaling factor; default 4. */
  readonly scale?: number;
  /** Larger images are cut to their middle of at most this side, pixels; default 512. */
  readonly size?: number;
  /** Side of the patches in LR pixels; default 32. */
  readonly patch?: number;
  readonly signal?: AbortSignal;
}

/**
 * What the patches of `degradedSets(await lowResolution(images))` look like in HR, one of each image: what a network's output for them
 * should be. For sets of one patch an image, as there are where images are as many as the patches that were asked for.
 *
 * @throws InputError naming an image that holds no patch: `degradedSets` leaves it out, and the numbers would no longer be its.
 */
export async function highResolutionPatches(
  images: Images,
  options: HighResolutionPatchOptions = {},
): Promise<Image[]> {
  const { count = 100, scale = 4, size = 512, patch = 32, signal = currentSignal() } = options;
  const set = setOf(images);
  const patches: Image[] = [];
  for (let i = 0; i < Math.min(count, set.count); i++) {
    signal?.throwIfAborted();
    const hr = cropToMultiple(middleOf(await set.read(i), size), scale);
    const [height, width] = [hr.height / scale, hr.width / scale];
    if (Math.min(height, width) < patch) {
      throw new InputError(
        `${set.label(i)}: ${height} x ${width} LR pixels hold no patch of ${patch} x ${patch}.`,
      );
    }
    // The middle as LR patches have it, in whole LR pixels.
    const top = scale * Math.floor((height - patch) / 2);
    const left = scale * Math.floor((width - patch) / 2);
    patches.push(crop(hr, top, left, scale * patch));
  }
  return patches;
}
