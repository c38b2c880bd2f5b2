import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { subSeed } from '../../degradations/degradation';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { degraderInput } from '../../networks/architectures/degrader/given';
import { degradeBatch } from '../../networks/degrade-batch';
import type { Network } from '../../networks/network';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { type CountNetwork, forwardCost } from '../task';
import { degradedHalf, targetPatch } from './domains';
import { viewCutter } from './view-cutter';

/** HR patches, what each degrader makes of them, and true LR patches of other images: flat float32 in [0, 1]. */
export interface GeneratedBatch {
  /** HR patches of the clean half, N x (s P) x (s P) x 3. */
  readonly hr: Float32Array;
  /** LR patches of the same places, one batch for each degrader: N x P x P x 3, in steps of 1/255 as LR files are. */
  readonly made: readonly Float32Array[];
  /** LR patches of the target domain, of the other half: N x P x P x 3. */
  readonly target: Float32Array;
}

/** Draws batches of generated pairs and of the target domain. */
export interface GeneratedSampler {
  /** The batch of iteration `iteration`: it depends on the seed, that number and the degraders alone. */
  batch(iteration: number): Promise<GeneratedBatch>;
}

/** What `generatedSampler` takes. */
export interface GeneratedSamplerOptions {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** Patches of each domain in a batch. */
  readonly batch: number;
  readonly scale: number;
  readonly seed: number;
  /** What the target domain is degraded by. */
  readonly target: LowResolutionModel;
  /** Trained networks of kind `degrader`: of bicubic LR images, or of HR images where `scale` is 4. They stay their owner's. */
  readonly degraders: readonly Network[];
}

/** Real neighbours around a patch while it is degraded, in LR pixels on each side. */
const GENERATED_MARGIN = 4;

/**
 * Samples pairs whose LR patches trained degraders make, and unpaired LR patches of the domain that the degraders learnt from. As in `domainSampler`, the first half of the set's images is seen
 * degraded only, the other half clean only. All patches of a batch are degraded in one call, each with a margin of real neighbours and noise of its own.
 *
 * @throws InputError for a set of fewer than two images, for a network that makes no LR images of that scale, and (`batch`) when an image is smaller than a patch with its margin.
 */
export function generatedSampler(images: ImageSet, options: GeneratedSamplerOptions): GeneratedSampler {
  const { patch, batch, scale, seed, target, degraders } = options;
  const half = degradedHalf(images);
  const side = patch + 2 * GENERATED_MARGIN;
  const ofOriginals = degraders.map((network) => takesOriginals(network, scale));
  const clean = viewCutter(images, { patch: side, scale });
  const degraded = viewCutter(images, { patch, scale });
  const square = side * side * 3;
  const samples = patch * patch * 3;
  return {
    batch: async (iteration) => {
      const originals = new Float32Array(batch * square * scale * scale);
      const low = new Float32Array(batch * square);
      const drawn = new Float32Array(batch * samples);
      for (let n = 0; n < batch; n++) {
        const random = createRandom(seed, 1, iteration, n);
        const image = await clean.originalOf(half + random.integer(images.count - half));
        const at = clean.place(image, random);
        clean.original(image, at, originals, n * square * scale * scale);
        if (ofOriginals.includes(false)) {
          low.set(clean.view(image, at, { blur: 0, noise: 0 }, 0), n * square);
        }
        const noise = subSeed(seed, 2, iteration, n);
        drawn.set(await targetPatch(degraded, { half, target, random, noise }), n * samples);
      }
      const made = degraders.map((network, k) => {
        const seeds = Array.from({ length: batch }, (_, n) => subSeed(seed, 3, k, iteration, n));
        const given = ofOriginals[k]
          ? { data: originals, height: side * scale, width: side * scale }
          : { data: low, height: side, width: side };
        return middles(degradeBatch(network, given, seeds), side, GENERATED_MARGIN);
      });
      const hr = middles(originals, side * scale, GENERATED_MARGIN * scale);
      return { hr, made, target: drawn };
    },
  };
}

/** Whether a network degrades HR images: `true`, or bicubic LR images. */
function takesOriginals({ spec }: Network, scale: number): boolean {
  const input = degraderInput(spec);
  if (!input || (input.shrinks > 1 && input.shrinks !== scale)) {
    throw new InputError(
      `A network of kind ${spec.kind} makes no LR images at scale ${scale}: that takes a degrader, of HR images at scale 4 alone.`,
    );
  }
  return input.shrinks > 1;
}

/** Squares of `side` pixels without their margins, N x side x side x 3. */
function middles(data: Float32Array, side: number, margin: number): Float32Array {
  const inner = side - 2 * margin;
  const count = data.length / (side * side * 3);
  const out = new Float32Array(count * inner * inner * 3);
  for (let n = 0, to = 0; n < count; n++) {
    for (let row = 0; row < inner; row++, to += inner * 3) {
      const from = ((n * side + margin + row) * side + margin) * 3;
      out.set(data.subarray(from, from + inner * 3), to);
    }
  }
  return out;
}

/** Multiply-adds of making a batch by one degrader. */
export function generatingCost(
  degrader: NetworkSpec,
  { patch, batch }: Pick<GeneratedSamplerOptions, 'patch' | 'batch'>,
  count: CountNetwork,
): Promise<number> {
  const { shrinks, noise } = degraderInput(degrader) ?? { shrinks: 1, noise: 0 };
  const side = (patch + 2 * GENERATED_MARGIN) * shrinks;
  return forwardCost(count, degrader, [batch, side, side, 3 + noise]);
}
