import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import { centreFrame, scaledInput, videoFrame } from '../parts/video-frame';
import type { NetworkKind } from '../kind';

/** The size of a convolutional video network. */
export interface VideoConvolutionOptions {
  /** Frames of a clip, an odd number; default 3. */
  readonly frames?: number;
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 16. */
  readonly blocks?: number;
  /** Upscaling factor; default 4. */
  readonly scale?: number;
  /** `true` (default) adds the bilinearly upsampled centre frame to the output. */
  readonly globalResidual?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Of the LeakyReLU. */
const slope = 0.1;

/**
 * The control of video transformers: the same clip through convolutions, which see neighbour frames at the same place alone (early fusion; SRResNet's body). N x H x W x 3T in [0, 1], the frames side
 * by side and oldest first, to N x (s H) x (s W) x 3. Conv1 of all frames at once, RB1, RB2, ..., Output as that of the video transformer.
 *
 * @throws InputError for an even number of frames and sizes that are not positive whole numbers.
 */
function videoConvolution(options: VideoConvolutionOptions = {}): LayersModel {
  const { frames = 3, channels = 64, blocks = 16, scale = 4, globalResidual = true, seed = 0 } = options;
  wholeNumbers('The convolutional video network', { frames, channels, blocks, scale });
  centreFrame('The convolutional video network', frames);
  const clip = input({ name: 'Input', shape: [null, null, 3 * frames] });
  let x = leaky('Conv1', convolve('Conv1.conv', scaledInput(clip), channels), slope);
  for (let k = 1; k <= blocks; k++) x = residualBlock(`RB${k}`, x);
  const output = videoFrame(x, clip, { frames, scale, globalResidual });
  return initialise(model({ inputs: clip, outputs: output }), {
    seed,
    // What is added to something begins small.
    gain: (name) => (/^RB|^Output\./.test(name) ? 0.1 : 1),
  });
}

/** `videoConvolution` as a kind of network. */
export const videoConvolutionKind: NetworkKind<VideoConvolutionOptions> = {
  title: "convolutions over a clip's frames, which super-resolve its centre frame",
  taps: 'Conv1, RB1 ..., Output',
  source: 'the control of Shi et al. 2022: early fusion, the body of SRResNet (Ledig et al. 2017)',
  frames: ({ frames = 3 }) => frames,
  build: videoConvolution,
};
