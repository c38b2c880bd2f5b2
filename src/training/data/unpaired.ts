import { parsePreset } from '../../degradations/presets';
import { subSeed } from '../../degradations/degradation';
import { InputError } from '@ddr-lab/base/errors';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { createRandom } from '@ddr-lab/base/random';
import { copyLowPatch, imagePairs, TURNS } from './pairs';

/** LR patches of different images as flat float32 in [0, 1], N x P x P x 3 each. */
export interface UnpairedBatch {
  readonly degraded: Float32Array;
  readonly clean: Float32Array;
}

/** Draws batches of degraded and of clean LR patches that show different things. */
export interface UnpairedSampler {
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<UnpairedBatch>;
}

/** What `unpairedSampler` takes. */
export interface UnpairedSamplerOptions {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** Patches on each side of a batch. */
  readonly batch: number;
  /** How much smaller than the set's images the LR images are; default 4. */
  readonly scale?: number;
  readonly seed: number;
  /** Presets, one drawn for each patch of the degraded side; default `['mild']`. */
  readonly degradations?: readonly string[];
}

/**
 * Samples LR patches without pairs, as CinCGAN's training does (Yuan et al. 2018): the first half of the set's
 * images is seen degraded only, the other half clean only, so that no image has a counterpart anywhere.
 *
 * @throws InputError for a set of fewer than two images, a preset that does not exist, and (`batch`) when an
 *   image is smaller than a patch.
 */
export function unpairedSampler(images: ImageSet, options: UnpairedSamplerOptions): UnpairedSampler {
  const { patch, batch, scale = 4, seed, degradations = ['mild'] } = options;
  if (images.count < 2) {
    throw new InputError(
      `${images.name}: an unpaired training needs two images at least, not ${images.count}.`,
    );
  }
  const presets = degradations.map((name) => parsePreset(name));
  const pairOf = imagePairs(images, { scale, patch });
  const half = Math.floor(images.count / 2);
  const samples = patch * patch * 3;
  return {
    batch: async (iteration) => {
      const random = createRandom(seed, 4, iteration);
      const degraded = new Float32Array(batch * samples);
      const clean = new Float32Array(batch * samples);
      for (let n = 0; n < batch; n++) {
        for (const [out, first, count] of [
          [degraded, 0, half],
          [clean, half, images.count - half],
        ] as const) {
          const pair = await pairOf(first + random.integer(count));
          const top = random.integer(pair.height - patch + 1);
          const left = random.integer(pair.width - patch + 1);
          const turn = random.integer(TURNS);
          const preset = presets[random.integer(presets.length)];
          const degradation = out === degraded ? { preset, seed: subSeed(seed, 5, iteration, n) } : undefined;
          await copyLowPatch(
            pair,
            { top, left, height: patch, width: patch },
            turn,
            degradation,
            out,
            n * samples,
          );
        }
      }
      return { degraded, clean };
    },
  };
}
