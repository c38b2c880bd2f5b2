import { FramesApart } from '@ddr-lab/engine/layers/frames';
import { MirroredMargin } from '@ddr-lab/engine/layers/mirrored-margin';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import { lookNearby } from '../parts/local-attention';
import { centreFrame, scaledInput, videoFrame } from '../parts/video-frame';
import { transformerGain, transformerGroup } from '../parts/window-transformer';
import type { NetworkKind } from '../kind';

/** The size of a video transformer. */
export interface VideoTransformerOptions {
  /** Frames of a clip, an odd number; default 3. */
  readonly frames?: number;
  /** Feature channels; default 120, as published. */
  readonly channels?: number;
  /** Groups RSTB1, RSTB2, ...; default 3, as published. */
  readonly groups?: number;
  /** Blocks of a group; default 6, as published. */
  readonly depth?: number;
  /** Default 6, as published. */
  readonly heads?: number;
  /** Side of a window in LR pixels; default 8, as published. */
  readonly window?: number;
  /** How many times as many channels a block's layer between has; default 2, as published. */
  readonly ratio?: number;
  /** Upscaling factor; default 4. */
  readonly scale?: number;
  /** How far attention looks at first, in pixels (see `lookNearby`); default anywhere in the window, as published. */
  readonly locality?: number;
  /** `true` (default, as published) adds the bilinearly upsampled centre frame to the output. */
  readonly globalResidual?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * Super-resolution of a clip's centre frame by attention in windows over all its frames, without recurrence (the transformer of PSRT, Shi et al. 2022, as its ablations have it): N x H x W x 3 T in [0, 1],
 * the frames side by side and oldest first, to N x (s H) x (s W) x 3. Nothing is aligned inside: whoever aligns frames gives it frames that are.
 *
 * Conv1 of each frame; RSTB1, RSTB2, ... over all frames, the last of the centre frame alone; Body (a convolution, its input added); Output (a convolution and one pixel shuffle, and the
 * centre frame upsampled). Sides are filled up to whole windows by mirror images, which are taken off again. Other than as published there is one pixel shuffle, without convolutions behind it.
 *
 * @throws InputError for an even number of frames and sizes that are not positive whole numbers.
 */
function videoTransformer(options: VideoTransformerOptions = {}): LayersModel {
  const { frames = 3, channels = 120, groups = 3, depth = 6, heads = 6, window = 8, ratio = 2 } = options;
  const { scale = 4, globalResidual = true, locality, seed = 0 } = options;
  wholeNumbers('The video transformer', { frames, channels, groups, depth, heads, window, ratio, scale });
  const centre = centreFrame('The video transformer', frames);
  const clip = input({ name: 'Input', shape: [null, null, 3 * frames] });
  const margin = new MirroredMargin({ name: 'Input.margin', multiple: window });
  const whole = margin.apply(scaledInput(clip)) as SymbolicTensor;
  const apart = new FramesApart({ name: 'Input.frames', frames }).apply(whole) as SymbolicTensor;
  let x = convolve('Conv1', apart, channels);
  for (let k = 1; k <= groups; k++) {
    const only = k === groups ? centre : undefined;
    x = transformerGroup(`RSTB${k}`, x, { depth, heads, window, ratio, frames, only });
  }
  x = layers.add({ name: 'Body' }).apply([x, convolve('Body.conv', x, channels)]) as SymbolicTensor;
  const output = videoFrame(x, clip, { frames, scale, globalResidual });
  const built = initialise(model({ inputs: clip, outputs: output }), {
    seed,
    gain: (weight) => (weight.startsWith('Output.') ? 0.1 : transformerGain(weight)),
  });
  return locality === undefined ? built : lookNearby(built, locality);
}

/** `videoTransformer` as a kind of network. */
export const videoTransformerKind: NetworkKind<VideoTransformerOptions> = {
  title: "attention in windows over a clip's frames, which super-resolves its centre frame",
  taps: 'Conv1, RSTB1 ..., Body, Output',
  source: 'PSRT (Shi et al. 2022)',
  frames: ({ frames = 3 }) => frames,
  build: videoTransformer,
};
