import { InputError } from '@ddr-lab/base/errors';
import { BilinearUpsampling } from '@ddr-lab/engine/layers/bilinear-upsampling';
import { ChannelSlice } from '@ddr-lab/engine/layers/channel-slice';
import { CropLike } from '@ddr-lab/engine/layers/crop-like';
import { FramesApart } from '@ddr-lab/engine/layers/frames';
import { MirroredMargin } from '@ddr-lab/engine/layers/mirrored-margin';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
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
  /** `true` (default, as published) adds the bilinearly upsampled centre frame to the output. */
  readonly globalResidual?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Images of [0, 1] are brought to about -1.8 to 2.2: near [0, 1] layer normalisation sees brightness alone, and attention learns nothing (`Scaled`). */
const [FACTOR, MIDDLE] = [4, 0.45];

/**
 * Super-resolution of a clip's centre frame by attention in windows over all its frames, without recurrence (the transformer of PSRT, Shi et al. 2022, as its ablations have it): N x H x W x 3 T in [0, 1],
 * the frames side by side and oldest first, to N x (s H) x (s W) x 3. Nothing is aligned inside: whoever aligns frames gives it frames that are.
 *
 * Conv1 of each frame; RSTB1, RSTB2, ... over all frames, the last of the centre frame alone; Body (a convolution, Conv1 of the centre frame added); Output (a convolution and one pixel shuffle, and the
 * centre frame upsampled). Sides are filled up to whole windows by mirror images, which are taken off again. Other than as published there is one pixel shuffle, without convolutions behind it.
 *
 * @throws InputError for an even number of frames and sizes that are not positive whole numbers.
 */
export function videoTransformer(options: VideoTransformerOptions = {}): LayersModel {
  const { frames = 3, channels = 120, groups = 3, depth = 6, heads = 6, window = 8, ratio = 2 } = options;
  const { scale = 4, globalResidual = true, seed = 0 } = options;
  wholeNumbers('The video transformer', { frames, channels, groups, depth, heads, window, ratio, scale });
  if (frames % 2 === 0) {
    throw new InputError(
      `The video transformer: frames must be odd, so that one is the centre, not ${frames}.`,
    );
  }
  const centre = Math.floor(frames / 2);
  const clip = input({ name: 'Input', shape: [null, null, 3 * frames] });
  const scaled = layers
    .rescaling({ name: 'Input.scaled', scale: FACTOR, offset: -FACTOR * MIDDLE })
    .apply(clip) as SymbolicTensor;
  const whole = new MirroredMargin({ name: 'Input.margin', multiple: window }).apply(
    scaled,
  ) as SymbolicTensor;
  const apart = new FramesApart({ name: 'Input.frames', frames }).apply(whole) as SymbolicTensor;
  const first = convolve('Conv1', apart, channels);
  let x = first;
  for (let k = 1; k <= groups; k++) {
    const only = k === groups ? centre : undefined;
    x = transformerGroup(`RSTB${k}`, x, { depth, heads, window, ratio, frames, only });
  }
  x = layers.add({ name: 'Body' }).apply([x, convolve('Body.conv', x, channels)]) as SymbolicTensor;
  const wide = convolve('Output.conv', x, 3 * scale ** 2);
  const large = new PixelShuffle({ name: 'Output.shuffle', factor: scale }).apply(wide) as SymbolicTensor;
  const name = globalResidual ? 'Output.cropped' : 'Output';
  const cropped = new CropLike({ name, scale }).apply([large, clip]) as SymbolicTensor;
  return initialise(model({ inputs: clip, outputs: globalResidual ? withCentre(cropped) : cropped }), {
    seed,
    gain: (weight) => (weight.startsWith('Output.') ? 0.1 : transformerGain(weight)),
  });

  function withCentre(restored: SymbolicTensor): SymbolicTensor {
    const slice = new ChannelSlice({ name: 'Input.centre', begin: 3 * centre, end: 3 * centre + 3 });
    const upsampled = new BilinearUpsampling({ name: 'Upsampled', scale }).apply(slice.apply(clip));
    return layers.add({ name: 'Output' }).apply([restored, upsampled as SymbolicTensor]) as SymbolicTensor;
  }
}

/** `videoTransformer` as a kind of network. */
export const videoTransformerKind: NetworkKind<VideoTransformerOptions> = {
  title: "attention in windows over a clip's frames, which super-resolves its centre frame",
  taps: 'Conv1, RSTB1 ..., Body, Output',
  source: 'PSRT (Shi et al. 2022)',
  build: videoTransformer,
};
