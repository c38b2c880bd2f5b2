import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size of a unified backbone, and what it is for. */
export interface UnifiedOptions {
  /** What the features are made into: an image or the scores of classes; default `super-resolution`. */
  readonly tail?: 'super-resolution' | 'classification';
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Residual channel-attention blocks RB1, RB2, ...; default 16. */
  readonly blocks?: number;
  /** Channels over units of the attention's inner layer, which has 4 at least; default 16, as RCAN's. */
  readonly reduction?: number;
  /** Upscaling factor of the super-resolution tail, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /** Super-resolution: `true` (default) adds the bilinearly upsampled input to the output. */
  readonly globalResidual?: boolean;
  /** Units of the classification tail; default 10. */
  readonly classes?: number;
  /** Gain of the initial kernels of the super-resolution tail; default 0.1 (see `SrresnetOptions`). */
  readonly outerGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * The unified backbone (A.10): one body for super-resolution and classification, so that the two networks differ
 * in their tails and in what they were trained on alone. The body: a convolution with LeakyReLU (Conv1), then
 * RCAN's residual channel-attention blocks (Zhang et al. 2018) at full resolution (RB1 ... RBn), without batch
 * normalisation. From N x H x W x 3 in [0, 1]
 *
 * - the super-resolution tail, SRResNet's, makes N x (s H) x (s W) x 3 (UP1, UP2 for a scale of 4 alone, HRConv,
 *   Output);
 * - the classification tail, three convolutions of stride 2 with batch normalisation (momentum 0.9, epsilon 1e-5) and LeakyReLU
 *   (Down1, Down2, Down3), the mean of each channel and a dense layer, makes N x classes logits (GAP, Output). (Means of the
 *   body's own features would be blind: edges of opposite sign cancel, brightness remains.)
 *
 * The same seed gives the same body, whatever the tail: Kaiming's initial kernels, times 0.1 in the blocks'
 * convolutions.
 *
 * @throws InputError for another tail or scale, and sizes that are not positive whole numbers.
 */
export function unified(options: UnifiedOptions = {}): LayersModel {
  const { tail = 'super-resolution', channels = 64, blocks = 16, reduction = 16, classes = 10 } = options;
  const { scale = 4, globalResidual = true, outerGain = 0.1, seed = 0 } = options;
  wholeNumbers('The unified backbone', { channels, blocks, reduction, classes });
  checkScale('The unified backbone', scale);
  if (tail !== 'super-resolution' && tail !== 'classification') {
    throw new InputError(
      `The unified backbone's tail is super-resolution or classification, not ${String(tail)}.`,
    );
  }
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  let x = leaky('Conv1', convolve('Conv1.conv', lr, channels), 0.1);
  for (let k = 1; k <= blocks; k++) x = attentionBlock(`RB${k}`, x, channels, reduction);
  const output =
    tail === 'classification'
      ? classificationTail(x, channels, classes)
      : superResolutionTail(x, lr, { channels, scale, globalResidual, slope: 0.1 });
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => {
      if (/^RB\d+\.conv/.test(name)) return 0.1;
      return tail === 'super-resolution' && /^(UP|HRConv|Output)/.test(name) ? outerGain : 1;
    },
  });
}

/** x plus its residual, each channel of which is weighted by a number in (0, 1) that depends on all their means. */
function attentionBlock(
  name: string,
  x: SymbolicTensor,
  channels: number,
  reduction: number,
): SymbolicTensor {
  const inner = layers.reLU({ name: `${name}.relu` }).apply(convolve(`${name}.conv1`, x, channels));
  const residual = convolve(`${name}.conv2`, inner as SymbolicTensor, channels);
  const weights = [
    layers.globalAveragePooling2d({ name: `${name}.mean` }),
    layers.dense({ name: `${name}.squeeze`, units: Math.max(4, Math.round(channels / reduction)) }),
    layers.reLU({ name: `${name}.squeezed` }),
    layers.dense({ name: `${name}.excite`, units: channels, activation: 'sigmoid' }),
    layers.reshape({ name: `${name}.weights`, targetShape: [1, 1, channels] }),
  ].reduce((y, layer) => layer.apply(y) as SymbolicTensor, residual);
  const weighted = layers.multiply({ name: `${name}.attention` }).apply([residual, weights]);
  return layers.add({ name }).apply([x, weighted as SymbolicTensor]) as SymbolicTensor;
}

function classificationTail(body: SymbolicTensor, channels: number, classes: number): SymbolicTensor {
  let x = body;
  for (const name of ['Down1', 'Down2', 'Down3']) {
    const conv = convolve(`${name}.conv`, x, channels, { strides: 2 });
    const normalisation = layers.batchNormalization({ name: `${name}.bn`, momentum: 0.9, epsilon: 1e-5 });
    x = leaky(name, normalisation.apply(conv) as SymbolicTensor, 0.1);
  }
  const means = layers.globalAveragePooling2d({ name: 'GAP' }).apply(x);
  return layers.dense({ name: 'Output', units: classes }).apply(means) as SymbolicTensor;
}

/** `unified` as a kind of network. */
export const unifiedKind: NetworkKind<UnifiedOptions> = {
  title: 'one body for super-resolution and classification',
  taps: 'Conv1, RB1 ..., UP1 ... or Down1 ... GAP, Output',
  source: "the paper's A.10; blocks of RCAN (Zhang et al. 2018)",
  build: unified,
};
