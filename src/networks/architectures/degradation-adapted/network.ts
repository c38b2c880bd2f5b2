import { InputError } from '@ddr-lab/base/errors';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { AssignedRegion } from '@ddr-lab/engine/layers/assigned-region';
import { encoderGain, type DegradationEncoderOptions } from '../degradation-encoder/network';
import { encoderSlope } from '../degradation-encoder/slope';
import type { NetworkKind } from '../kind';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';
import { pytorchGain, told, toldAttention, toldFilter } from '../parts/told-convolution';

/** The size of an adapted SRResNet. */
export interface DegradationAdaptedOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Residual blocks; default 16. */
  readonly blocks?: number;
  /** Adapters, behind blocks at equal distances, the last block's among them; default 4. */
  readonly adapters?: number;
  /** Kernels and attentions that an adapter chooses from, pixel by pixel; default 4, as published. */
  readonly regions?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  readonly globalResidual?: boolean;
  readonly encoder?: Omit<DegradationEncoderOptions, 'seed' | 'ranked'>;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * DAA's idea (Wang et al., ACCV 2022) on SRResNet: adapters between the blocks of a network that was trained on clean images, each told of the degradation by an encoder. For each of some regions an adapter
 * filters the features by kernels made of the representation, weights the channels by an attention made of it, and mixes them by a convolution of 1 x 1; a convolution of 3 x 3 chooses one region for each
 * pixel; the result is added. The convolutions of 1 x 1 begin at zero (ours), so that the network begins as the one it adapts. Layers: SRResNet's own (Conv1, RB1 ..., UP1 ..., HRConv, Output), Encoder1 ...
 * Representation, Told, Adapter1, Adapter2 ... N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3. Published: on IMDN, with 7 adapters.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8, sizes that are not positive whole numbers, and adapters that the blocks cannot be divided among.
 */
function degradationAdapted(options: DegradationAdaptedOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, adapters = 4, regions = 4, scale = 4, globalResidual = true } = options;
  const { encoder = {}, seed = 0 } = options;
  wholeNumbers('The adapted SRResNet', { channels, blocks, adapters, regions });
  checkScale('The adapted SRResNet', scale);
  if (blocks % adapters !== 0) {
    throw new InputError(
      `The adapted SRResNet: ${blocks} blocks cannot be divided among ${adapters} adapters.`,
    );
  }
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const vector = told(lr, encoder, channels);
  let x = leaky('Conv1', convolve('Conv1.conv', lr, channels), encoderSlope);
  for (let k = 1; k <= blocks; k++) {
    x = residualBlock(`RB${k}`, x);
    const each = blocks / adapters;
    if (k % each === 0) x = adapter(`Adapter${k / each}`, x, vector, regions);
  }
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual, slope: encoderSlope });
  return initialise(model({ inputs: lr, outputs: output }), { seed, gain: (name) => gainOf(name, encoder) });
}

/** SRResNet's own as it has them; adapters as PyTorch draws them, what they add zero. */
function gainOf(name: string, encoder: DegradationEncoderOptions): number {
  if (name.startsWith('Adapter')) return name.includes('.point') ? 0 : pytorchGain;
  if (name.startsWith('Told')) return pytorchGain;
  return encoderGain(name, encoder) ?? 0.1;
}

function adapter(name: string, x: SymbolicTensor, vector: SymbolicTensor, regions: number): SymbolicTensor {
  const channels = x.shape[3]!;
  const parts = Array.from({ length: regions }, (_, index) => {
    const part = `${name}.region${index + 1}`;
    const seen = toldAttention(part, toldFilter(part, x, vector), vector);
    return convolve(`${part}.point`, seen, channels, { size: 1 });
  });
  const guide = convolve(`${name}.guide`, x, regions);
  const chosen = new AssignedRegion({ name: `${name}.chosen` }).apply([guide, ...parts]) as SymbolicTensor;
  return layers.add({ name }).apply([x, chosen]) as SymbolicTensor;
}

/** `degradation-adapted` as a kind of network. */
export const degradationAdaptedKind: NetworkKind<DegradationAdaptedOptions> = {
  title: "SRResNet with DAA's adapters, told of the degradation",
  taps: 'Encoder1 ... Representation, Told, Conv1, RB1 ..., Adapter1 ..., UP1 ..., HRConv, Output',
  source: 'Wang et al., Blind Image Super-Resolution with Degradation-Aware Adaptation, ACCV 2022',
  build: degradationAdapted,
};
