import { InputError } from '@ddr-lab/base/errors';
import type { Messages, OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { crop, cropToMultiple, middleOf } from '@ddr-lab/images/crop';
import { type Image, mapSamples } from '@ddr-lab/images/image';
import { type Images, setOf } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { samePictures } from '@ddr-lab/images/same-pictures';

/** What `lowResolution` takes. */
export interface LowResolutionOptions {
  /** How many images, from the first; default 100, as in the paper's analysis. */
  readonly count?: number;
  /** Downscaling factor; default 4. */
  readonly scale?: number;
  /** Larger images are cut to their middle of at most this side, pixels; default 512, as for `ddr analyse`. `Infinity` cuts none. */
  readonly size?: number;
  readonly onProgress?: OnProgress;
  /** Told what a reader should know, such as which images are the same; default `console.warn`; `false`: nobody. */
  readonly onMessage?: Messages;
  /** Stops between two images; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The clean LR images of a set: HR cut to its middle where it is large, cropped to a multiple of the scale, shrunk by
 * MATLAB's bicubic to 8 bits, as the benchmarks' LR files are. Image i is that of the set's image i.
 *
 * @param images a set, or HR images in memory.
 */
export async function lowResolution(images: Images, options: LowResolutionOptions = {}): Promise<Image[]> {
  const {
    count = 100,
    scale = 4,
    size = 512,
    onProgress,
    onMessage = console.warn,
    signal = currentSignal(),
  } = options;
  const set = setOf(images);
  const total = Math.min(count, set.count);
  const lr: Image[] = [];
  for (let i = 0; i < total; i++) {
    signal?.throwIfAborted();
    lr.push(shrink(middleOf(await set.read(i), size), scale));
    onProgress?.({ done: i + 1, total });
  }
  if (onMessage) for (const same of samePictures(lr, (i) => set.label(i))) onMessage(same);
  return lr;
}

/** An image as a network of this scale gets it: MATLAB's bicubic to 8 bits, as the benchmarks' LR files are. */
export function shrink(image: Image, scale: number): Image {
  if (scale === 1) return mapSamples(image, (value) => Math.round(value * 255) / 255);
  return resize(cropToMultiple(image, scale), { scale: 1 / scale, levels: 255 });
}

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
