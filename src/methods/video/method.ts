import type { VideoConvolutionOptions } from '../../networks/architectures/video-convolution/network';
import type { VideoTransformerOptions } from '../../networks/architectures/video-transformer/network';
import { buildNetwork } from '../../networks/network';
import {
  alignedPair,
  type ClipAlignment,
  type ClipLowResolution,
  clipSampler,
  testClips,
} from '../../training/data/clips';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { centreAlone, clipPsnr } from '../../training/evaluate-clips';
import { scaleOf } from '../../training/places';
import type { AdamSettings, PairData, RecipeBase } from '../../training/recipe';
import type { Method, Task, TaskOptions, Values } from '../../training/task';
import { pixelTask } from '../pixel/method';

/** Super-resolution of a clip's centre frame, on clips of moving layers. */
export interface VideoRecipe extends RecipeBase, ClipAlignment, ClipLowResolution {
  readonly task: 'video';
  readonly network:
    | ({ readonly kind: 'video-transformer' } & VideoTransformerOptions)
    | ({ readonly kind: 'video-convolution' } & VideoConvolutionOptions);
  /** What layers are cut from. */
  readonly data: PairData;
  /** Side of an LR training patch in pixels, a multiple of the window. */
  readonly patch: number;
  /** Speeds in LR pixels a frame, log-uniform between the two. */
  readonly speeds: readonly [number, number];
  readonly adam: AdamSettings;
  /** Pixel loss; `l1` is the mean absolute difference. */
  readonly loss: 'l1' | 'mse';
}

/** Speeds that are measured apart: within a small window, and beyond. */
const TEST_SPEEDS = { slow: [0.25, 2], fast: [4, 12] } as const;

/** Clips of each speed, at most: photographs are many, clips of them slow to make. */
const MOST_CLIPS = 24;

/** Sides of test clips in LR pixels. */
const TEST_SIDE = 48;

async function open(recipe: VideoRecipe, { onMessage }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const scale = scaleOf(recipe.network);
  const { frames = 3 } = recipe.network;
  const sampler = clipSampler(images, { ...recipe, frames, scale });
  const tests = await openEvaluationSet(recipe.evaluation, 384);
  const count = Math.min(recipe.evaluation.count, MOST_CLIPS);
  const sizes = { count, side: TEST_SIDE, frames, scale };
  const pairs = {
    slow: (await testClips(tests, { ...sizes, speeds: TEST_SPEEDS.slow })).map((one) =>
      alignedPair(one, recipe),
    ),
    fast: (await testClips(tests, { ...sizes, speeds: TEST_SPEEDS.fast })).map((one) =>
      alignedPair(one, recipe),
    ),
  };
  return pixelTask(recipe, {
    network,
    images: { name: `moving layers of ${images.name}`, count: images.count },
    sampler,
    scale,
    evaluation: {
      name: `${count} clips of moving layers of ${tests.name} at each of two speeds`,
      measure: async (): Promise<Values> => {
        const [slow, fast] = [pairs.slow, pairs.fast].map((one) => clipPsnr(network.model, one));
        // What the other frames give: the same network with the centre frame in their place.
        const alone = clipPsnr(network.model, centreAlone(pairs.slow));
        return {
          psnr: (slow + fast) / 2,
          'psnr slow': slow,
          'psnr fast': fast,
          'gain slow / mdB': 1000 * (slow - alone),
        };
      },
    },
  });
}

/** Super-resolution of a clip's centre frame by pixel loss, on clips of moving layers. */
export const video: Method<VideoRecipe> = {
  name: 'video',
  summary: 'Pixel loss between the output and the centre frame, on clips of moving layers, aligned or not.',
  open,
  cost: async ({ network, batch, patch }, count) => {
    const { trained, frozen } = await count(network, [batch, patch, patch, 3 * (network.frames ?? 3)]);
    return 3 * trained + frozen;
  },
  prerequisites: () => [],
};
