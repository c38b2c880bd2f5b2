import { createRandom, type Random } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { toBytes } from '@ddr-lab/images/io';
import { resize } from '@ddr-lab/images/resize';
import {
  drawDegradation,
  type LowResolutionModel,
  quantised,
  shrinkingKernel,
  shrunk,
} from '../../degradations/low-resolution-model';
import { degradedHalf } from './domains';
import { copyTurned, TURNS } from './pairs';
import { viewCutter } from './view-cutter';

/** LR patches of the target domain, of one image and one degradation, with their detail packed in three ways: flat, N x P x P x 3 in [0, 1]. */
export interface DensityViews {
  /** As it is. */
  readonly level: Float32Array;
  /** Another place, as it is. */
  readonly same: Float32Array;
  /** Another place, larger, shrunk to the patch's size: detail lies more densely. */
  readonly down: Float32Array;
  /** Another place, smaller, enlarged to the patch's size: detail lies less densely. */
  readonly up: Float32Array;
}

/** The names of the views. */
export const densityViewNames = ['level', 'same', 'down', 'up'] as const;

/** A batch of them, and clean LR patches by bicubic of other images. */
export interface DensityBatch extends DensityViews {
  readonly source: Float32Array;
}

/** How the views are cut. */
export interface DensityViewOptions {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly scale: number;
  /** What the images are degraded by. */
  readonly target: LowResolutionModel;
  /** From where to where a patch is shrunk or enlarged, drawn evenly; where an image is too small for the upper end, up to what it has room for. */
  readonly ratio: readonly [from: number, to: number];
}

/** Cuts patches out of images, degraded, with their detail packed in three ways. */
export interface DensityCutter {
  /** The four views of an image, P x P x 3 each. */
  views(index: number, random: Random): Promise<DensityViews>;
  /** A clean patch of an image, P x P x 3. */
  clean(index: number, random: Random): Promise<Float32Array>;
}

/**
 * What a comparator of frequency densities learns from (FCA, Ji et al. 2021): of an image that is degraded once, a patch, another one, one that is shrunk and one that is
 * enlarged by bicubic. Their places are drawn apart, so that no pair shows the same things at two sizes.
 *
 * @throws InputError (`views`, `clean`) when an image is too small to shrink a patch by the lower end of `ratio`.
 */
export function densityCutter(images: ImageSet, options: DensityViewOptions): DensityCutter {
  const { patch, scale, target, ratio } = options;
  const { originalOf } = viewCutter(images, { patch: Math.ceil(patch * ratio[0]), scale });
  /** LR images by their blur, before noise and rounding: where the blur is always the same, patches are but cut out. */
  const known = new Map<string, LowImage>();
  const lowOf = async (index: number, blur: number): Promise<LowImage> => {
    const key = `${index} ${blur}`;
    const found = known.get(key);
    if (found) return found;
    const original = await originalOf(index);
    const [height, width] = [original.height / scale, original.width / scale];
    const part = { scale, top: 0, left: 0, height, width };
    const made = { height, width, levels: shrunk(original, shrinkingKernel(blur, scale), part) };
    if (blur === 0 || typeof target.blur === 'number') known.set(key, made);
    return made;
  };
  const patchOf = (low: LowImage, side: number, noise: number, random: Random): Float32Array => {
    const seen = cut(low, side, noise, random);
    const bytes = toBytes(side === patch ? seen : resize(seen, { height: patch, width: patch }));
    const out = new Float32Array(patch * patch * 3);
    const whole = { top: 0, left: 0, height: patch, width: patch };
    copyTurned(bytes, patch, whole, random.integer(TURNS), out);
    return out;
  };
  return {
    views: async (index, random) => {
      const { blur, noise } = drawDegradation(target, random);
      const low = await lowOf(index, blur);
      const room = Math.min(low.height, low.width);
      const drawn = (): number => ratio[0] + (Math.min(ratio[1], room / patch) - ratio[0]) * random.uniform();
      const sides = {
        level: patch,
        same: patch,
        down: Math.min(room, Math.round(patch * drawn())),
        up: Math.round(patch / drawn()),
      };
      const view = (name: keyof DensityViews): Float32Array => patchOf(low, sides[name], noise, random);
      return { level: view('level'), same: view('same'), down: view('down'), up: view('up') };
    },
    clean: async (index, random) => patchOf(await lowOf(index, 0), patch, 0, random),
  };
}

/** What `densitySampler` takes. */
export interface DensitySamplerOptions extends DensityViewOptions {
  /** Patches of each kind in a batch. */
  readonly batch: number;
  readonly seed: number;
}

/** Draws batches of views and of clean patches. */
export interface DensitySampler {
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<DensityBatch>;
}

/**
 * Samples views of a degraded domain and patches of a clean one, without pairs: as by `domainSampler`, the first half of the set's images is seen degraded only, the other half clean only.
 *
 * @throws InputError for a set of fewer than two images, and (`batch`) as `densityCutter`.
 */
export function densitySampler(images: ImageSet, options: DensitySamplerOptions): DensitySampler {
  const { patch, batch, seed } = options;
  const cutter = densityCutter(images, options);
  const half = degradedHalf(images);
  const samples = patch * patch * 3;
  return {
    batch: async (iteration) => {
      const empty = (): Float32Array => new Float32Array(batch * samples);
      const made = { source: empty(), level: empty(), same: empty(), down: empty(), up: empty() };
      for (let n = 0; n < batch; n++) {
        const random = createRandom(seed, 1, iteration, n);
        made.source.set(await cutter.clean(half + random.integer(images.count - half), random), n * samples);
        const views = await cutter.views(random.integer(half), random);
        for (const name of densityViewNames) made[name].set(views[name], n * samples);
      }
      return made;
    },
  };
}

/** An LR image in 8-bit levels, neither noisy nor rounded. */
interface LowImage {
  readonly height: number;
  readonly width: number;
  readonly levels: Float32Array;
}

/** A square of an LR image at a random place, with noise, rounded; in [0, 1]. */
function cut({ height, width, levels }: LowImage, side: number, noise: number, random: Random): Image {
  const top = random.integer(height - side + 1);
  const left = random.integer(width - side + 1);
  const part = new Float32Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const from = ((top + row) * width + left) * 3;
    part.set(levels.subarray(from, from + side * 3), row * side * 3);
  }
  const bytes = quantised(part, 1, { noise, seed: random.integer(2 ** 32) });
  return createImage(
    side,
    side,
    Float32Array.from(bytes, (level) => level / 255),
  );
}
