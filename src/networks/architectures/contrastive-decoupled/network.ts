import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkKind } from '../kind';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';

/** The size of a decoupled network. */
export interface ContrastiveDecoupledOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Convolutions of the embedding; default 4. */
  readonly depth?: number;
  /** Residual blocks behind it; default 16. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /** Gain of the initial kernels outside the residual blocks, whose own is 0.1; default 1. */
  readonly outerGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Of the LeakyReLUs. */
const slope = 0.1;

/**
 * After CRL-SR (Zhang et al. 2021), of which neither code nor sizes are public; the sizes are ours. The image becomes an embedding (Feature1 ..., Embedding: convolutions of 3 x 3), which contrast teaches to be the same for LR and for HR at the size of
 * LR, whatever the degradation; residual blocks (RB1 ...) and SRResNet's tail see nothing but it: there is no global residual, by which the degraded image would go past. N x H x W x 3 in [0, 1]
 * to N x (s H) x (s W) x 3.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
function contrastiveDecoupled(options: ContrastiveDecoupledOptions = {}): LayersModel {
  const { channels = 64, depth = 4, blocks = 16, scale = 4, outerGain = 1, seed = 0 } = options;
  wholeNumbers('The decoupled network', { channels, depth, blocks });
  checkScale('The decoupled network', scale);
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  let x = lr;
  for (let k = 1; k < depth; k++) x = leaky(`Feature${k}`, convolve(`Feature${k}.conv`, x, channels), slope);
  x = convolve('Embedding', x, channels);
  for (let k = 1; k <= blocks; k++) x = residualBlock(`RB${k}`, x);
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual: false, slope });
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => (name.startsWith('RB') ? 0.1 : outerGain),
  });
}

/** `contrastive-decoupled` as a kind of network. */
export const contrastiveDecoupledKind: NetworkKind<ContrastiveDecoupledOptions> = {
  title: 'Super-resolution of an embedding that contrast decouples from the degradation',
  taps: 'Feature1 ..., Embedding, RB1 ..., UP1 ..., HRConv, Output',
  source: 'after CRL-SR (Zhang et al. 2021), whose code and sizes are not public',
  build: contrastiveDecoupled,
};
