import { parsePreset } from '../../degradations/presets';
import { subSeed } from '../../degradations/seed';
import type { ImageSet } from '../../images/image-set';
import { createRandom } from '@ddr-lab/base/random';
import { imagePairs } from './image-pairs';
import { copyLowPatch } from './low-patch';
import { copyTurned, TURNS } from './turned';

/** A batch of training pairs as flat float32 in [0, 1]: N x P x P x 3 and N x (s P) x (s P) x 3. */
export interface PatchBatch {
  readonly lr: Float32Array;
  readonly hr: Float32Array;
}

/** Draws batches of aligned LR and HR patches from a set of clean images. */
export interface PatchSampler {
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<PatchBatch>;
}

/** What `patchSampler` takes. */
export interface PatchSamplerOptions {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** Patches a batch. */
  readonly batch: number;
  readonly scale: number;
  readonly seed: number;
  /** Presets (`clean`, `noise20`, `blur2+noise10` ...), one drawn for each LR patch; default `['clean']`. */
  readonly degradations?: readonly string[];
}

/**
 * Samples patches as the paper's training does: a random image, a random place, random flips and a random
 * transposition; LR by MATLAB's bicubic from the whole HR image, then degraded by a preset drawn for each patch,
 * its noise with a seed of its own. The places are the same whatever the degradations.
 *
 * @throws InputError for a preset that does not exist, and (`batch`) when an image is smaller than a patch.
 */
export function patchSampler(images: ImageSet, options: PatchSamplerOptions): PatchSampler {
  const { patch, batch, scale, seed, degradations = ['clean'] } = options;
  const presets = degradations.map((name) => parsePreset(name));
  const pairOf = imagePairs(images, { scale, patch });
  const samples = patch * patch * 3;
  return {
    batch: async (iteration) => {
      const random = createRandom(seed, 1, iteration);
      // A stream of its own, so that degraded trainings see the very patches of clean ones.
      const choice = createRandom(seed, 2, iteration);
      const lr = new Float32Array(batch * samples);
      const hr = new Float32Array(lr.length * scale * scale);
      for (let n = 0; n < batch; n++) {
        const pair = await pairOf(random.integer(images.count));
        const top = random.integer(pair.height - patch + 1);
        const left = random.integer(pair.width - patch + 1);
        const turn = random.integer(TURNS);
        const low = { top, left, height: patch, width: patch };
        const side = patch * scale;
        const high = { top: top * scale, left: left * scale, height: side, width: side };
        const preset = presets[choice.integer(presets.length)];
        const noise = subSeed(seed, 3, iteration, n);
        await copyLowPatch(pair, low, turn, { preset, seed: noise }, lr, n * samples);
        copyTurned(pair.hr, pair.width * scale, high, turn, hr, n * samples * scale * scale);
      }
      return { lr, hr };
    },
  };
}
