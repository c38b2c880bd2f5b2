import { InputError } from '@ddr-lab/base/errors';
import { createRandom, type Random } from '@ddr-lab/base/random';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { drawDegradation, type LowResolutionModel } from '../../degradations/low-resolution-model';
import { subSeed } from '../../degradations/degradation';
import { type ViewCutter, viewCutter } from './view-cutter';

/** LR patches of two domains, of different images: flat float32 in [0, 1]. */
export interface DomainBatch {
  /** Clean LR patches by bicubic, N x P x P x 3. */
  readonly source: Float32Array;
  /** Their HR patches, N x (s P) x (s P) x 3. */
  readonly original: Float32Array;
  /** LR patches of the target domain, N x P x P x 3. */
  readonly target: Float32Array;
}

/** Draws batches of both domains. */
export interface DomainSampler {
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<DomainBatch>;
}

/** What `domainSampler` takes. */
export interface DomainSamplerOptions {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** Patches of each domain in a batch. */
  readonly batch: number;
  readonly scale: number;
  readonly seed: number;
  /** What the target domain is degraded by. */
  readonly target: LowResolutionModel;
}

/**
 * Samples LR patches of a clean domain and of a degraded one without pairs: the first half of the set's images is seen degraded only, the other half
 * clean only, so that no image has a counterpart.
 *
 * @throws InputError for a set of fewer than two images, and (`batch`) when an image is smaller than a patch.
 */
export function domainSampler(images: ImageSet, options: DomainSamplerOptions): DomainSampler {
  const { patch, batch, scale, seed, target } = options;
  const half = degradedHalf(images);
  const cutter = viewCutter(images, { patch, scale });
  const samples = patch * patch * 3;
  return {
    batch: async (iteration) => {
      const made = {
        source: new Float32Array(batch * samples),
        original: new Float32Array(batch * samples * scale * scale),
        target: new Float32Array(batch * samples),
      };
      for (let n = 0; n < batch; n++) {
        const random = createRandom(seed, 1, iteration, n);
        const clean = await cutter.originalOf(half + random.integer(images.count - half));
        const at = cutter.place(clean, random);
        made.source.set(cutter.view(clean, at, { blur: 0, noise: 0 }, 0), n * samples);
        cutter.original(clean, at, made.original, n * samples * scale * scale);
        const noise = subSeed(seed, 2, iteration, n);
        made.target.set(await targetPatch(cutter, { half, target, random, noise }), n * samples);
      }
      return made;
    },
  };
}

/**
 * How many images of a set, the first ones, are seen degraded alone: half of them. The rest is seen clean alone.
 *
 * @throws InputError for a set of fewer than two images.
 */
export function degradedHalf(images: ImageSet): number {
  if (images.count < 2) {
    throw new InputError(
      `${images.name}: two domains of different images need two images at least, not ${images.count}.`,
    );
  }
  return Math.floor(images.count / 2);
}

/** Draws a patch of the target domain, of the first `half` images: P x P x 3. */
export async function targetPatch(
  cutter: ViewCutter,
  options: {
    readonly half: number;
    readonly target: LowResolutionModel;
    readonly random: Random;
    /** The seed of its noise. */
    readonly noise: number;
  },
): Promise<Float32Array> {
  const { half, target, random, noise } = options;
  const image = await cutter.originalOf(random.integer(half));
  const degradation = drawDegradation(target, random);
  return cutter.view(image, cutter.place(image, random), degradation, noise);
}
