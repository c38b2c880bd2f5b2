import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { checkScale, upsamplingFactors, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size and the variant of an early SRResNet. */
export interface EarlySrresnetOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 16. */
  readonly blocks?: number;
  /** Upscaling factor, 1, 2, 3, 4 or 8; default 4. */
  readonly scale?: 1 | UpScale;
  /**
   * Order within a block of convolution (C), batch normalisation (N, where there is one) and activation (A): `CNA` (C N A C N; default),
   * `CNAC` (C N A C), or `NAC` (N A C N A C).
   */
  readonly order?: 'CNA' | 'CNAC' | 'NAC';
  /** Whether there are batch normalisations; default `false`. */
  readonly norm?: boolean;
  /** Pixel shuffles (default), or nearest neighbours and then a convolution. */
  readonly upsampling?: 'shuffle' | 'nearest';
  /** Slope of the activations for values below 0; default 0, a ReLU. */
  readonly slope?: number;
  /** What a block's residual is multiplied by before it is added; default 1. */
  readonly residualScaling?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * SRResNet as the first releases of BasicSR and ESRGAN, and KAIR's MSRResNet0, have it: N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3.
 * Conv1 (no activation); RB1, RB2, ...; Body (a convolution, then Conv1 added: the long skip between features); UP1, UP2, ...;
 * HRConv; Output. There is no global residual between images.
 *
 * @throws InputError for a scale that there is not and sizes that are not positive whole numbers.
 */
function earlySrresnet(options: EarlySrresnetOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, scale = 4, order = 'CNA', norm = false, seed = 0 } = options;
  const { upsampling = 'shuffle', slope = 0, residualScaling = 1 } = options;
  if (scale !== 1) checkScale('SRResNet', scale);
  wholeNumbers('SRResNet', { channels, blocks });
  if (!['CNA', 'CNAC', 'NAC'].includes(order)) {
    throw new InputError(`SRResNet: its blocks' order is CNA, CNAC or NAC, not ${String(order)}.`);
  }
  const conv = (name: string, x: SymbolicTensor): SymbolicTensor => convolve(name, x, channels);
  const act = (name: string, x: SymbolicTensor): SymbolicTensor =>
    slope === 0 ? (layers.reLU({ name }).apply(x) as SymbolicTensor) : leaky(name, x, slope);
  const normalise = (name: string, x: SymbolicTensor): SymbolicTensor =>
    norm ? (layers.batchNormalization({ name, epsilon: 1e-5, momentum: 0.9 }).apply(x) as SymbolicTensor) : x;

  const residual = (name: string, x: SymbolicTensor): SymbolicTensor => {
    if (order === 'NAC') {
      const inner = conv(`${name}.conv1`, act(`${name}.relu1`, normalise(`${name}.norm1`, x)));
      return conv(`${name}.conv2`, act(`${name}.relu2`, normalise(`${name}.norm2`, inner)));
    }
    const inner = act(`${name}.relu`, normalise(`${name}.norm1`, conv(`${name}.conv1`, x)));
    const last = conv(`${name}.conv2`, inner);
    return order === 'CNA' ? normalise(`${name}.norm2`, last) : last;
  };

  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const first = conv('Conv1', lr);
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    let inner = residual(`RB${k}`, x);
    if (residualScaling !== 1) {
      const scaled = layers.rescaling({ name: `RB${k}.scaled`, scale: residualScaling });
      inner = scaled.apply(inner) as SymbolicTensor;
    }
    x = layers.add({ name: `RB${k}` }).apply([x, inner]) as SymbolicTensor;
  }
  const body =
    order === 'NAC'
      ? conv('Body.conv', normalise('Body.norm', x))
      : normalise('Body.norm', conv('Body.conv', x));
  x = layers.add({ name: 'Body' }).apply([first, body]) as SymbolicTensor;
  for (const [index, factor] of upsamplingFactors(scale).entries()) {
    const name = `UP${index + 1}`;
    if (upsampling === 'nearest') {
      const nearest = layers.upSampling2d({ name: `${name}.nearest`, size: [factor, factor] });
      x = act(name, conv(`${name}.conv`, nearest.apply(x) as SymbolicTensor));
    } else {
      const wide = convolve(`${name}.conv`, x, channels * factor * factor);
      x = act(name, new PixelShuffle({ name: `${name}.shuffle`, factor }).apply(wide) as SymbolicTensor);
    }
  }
  x = act('HRConv', conv('HRConv.conv', x));
  return initialise(model({ inputs: lr, outputs: convolve('Output', x, 3) }), { seed });
}

/** `early-srresnet` as a kind of network. */
export const earlySrresnetKind: NetworkKind<EarlySrresnetOptions> = {
  title: 'SRResNet with a long skip between features',
  taps: 'Conv1, RB1 ..., Body, UP1 ..., HRConv, Output',
  source: "first releases of BasicSR and ESRGAN; KAIR's MSRResNet0",
  build: earlySrresnet,
};
