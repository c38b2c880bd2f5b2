import { InputError } from '@ddr-lab/base/errors';
import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkKind } from '../kind';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';
import { type Trunk, trunkLayers } from './trunk';

/** The size of a network with aligned features. */
export interface FeatureAlignedOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Blocks behind the encoder: `dense` (default, as published) or SRResNet's, `residual`. */
  readonly trunk?: Trunk;
  /** How many of them; default 23, as published. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /**
   * `true` adds the bilinearly upsampled input to the output. Default `false`, as published: what is added does not go through the encoder, so the noise of the target domain would
   * go past the features that are to have none of it. It stays on for a network that begins with SRResNet-wGR.
   */
  readonly globalResidual?: boolean;
  /** Gain of the initial kernels outside the residual blocks, whose own is 0.1; default 1. */
  readonly outerGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Of the LeakyReLUs. */
const slope = 0.1;

/**
 * USR-DA's encoder and super-resolution decoder (Wang et al., ICCV 2021): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3. Features of both domains are aligned at the layer `Encoder`.
 *
 * The encoder is five convolutions of 3 x 3, as published; here the second and third, and the fourth and fifth, are residual blocks: Conv1, RB1, Encoder (the second block; its convolutions
 * are RB2.conv1 and RB2.conv2). Behind it RB3 ... (`residual`) or RRDB1 ..., Body (`dense`), and SRResNet's tail UP1 ..., HRConv, Output; ESRGAN's, as published, enlarges by nearest pixels. With
 * residual blocks all weights are named and shaped as those of an SRResNet of `blocks + 2` blocks, so that it can begin with one.
 *
 * @throws InputError for another trunk, a scale other than 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
function featureAligned(options: FeatureAlignedOptions = {}): LayersModel {
  const { channels = 64, trunk = 'dense', blocks = 23, scale = 4, globalResidual = false } = options;
  const { outerGain = 1, seed = 0 } = options;
  if (trunk !== 'dense' && trunk !== 'residual') {
    throw new InputError(`The aligned network's trunk is dense or residual, not ${String(trunk)}.`);
  }
  wholeNumbers('The aligned network', { channels, blocks });
  checkScale('The aligned network', scale);
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  let x = residualBlock('RB1', leaky('Conv1', convolve('Conv1.conv', lr, channels), slope));
  x = residualBlock('RB2', x, 'Encoder');
  x = trunkLayers(x, { trunk, blocks, first: 3 });
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual, slope });
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => (/^(RB|RRDB|Body)/.test(name) ? 0.1 : outerGain),
  });
}

/** `featureAligned` as a kind of network. */
export const featureAlignedKind: NetworkKind<FeatureAlignedOptions> = {
  title: 'Super-resolution of features that are the same for two domains (USR-DA)',
  taps: 'Conv1, RB1, Encoder, RB3 ... or RRDB1 ... and Body, UP1 ..., HRConv, Output',
  source: 'Wang et al., ICCV 2021',
  build: featureAligned,
};
