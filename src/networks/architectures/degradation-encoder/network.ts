import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Centred } from '@ddr-lab/engine/layers/centred';
import type { NetworkKind } from '../kind';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';

/** The size of a degradation encoder. */
export interface DegradationEncoderOptions {
  /** Channels of the first convolutions; there are 2 and 4 times as many behind the strides. Default 64, as published. */
  readonly width?: number;
  /**
   * Each image less its mean colours first, which is what patches of one image are told by most easily. Default `false`, as published; the compact recipes
   * have `true`.
   */
  readonly centred?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Of the LeakyReLUs. */
export const encoderSlope = 0.1;

/**
 * The encoder of DASR (Wang et al., CVPR 2021): N x H x W x 3 in [0, 1] to N x (4 `width`). Six convolutions of 3 x 3 with batch normalisation and LeakyReLU 0.1 (Encoder1 ...
 * Encoder6; 1, 1, 2, 2, 4 and 4 times `width` channels, the third and the fifth with stride 2), then the mean over all places (Representation). What the contrastive
 * loss looks at, two dense layers behind it (`projectionHead`), is part of the training alone.
 *
 * Strided convolutions have TensorFlow's padding. Batch normalisation has momentum 0.9 (PyTorch's 0.1) and epsilon 1e-5.
 *
 * @throws InputError for a width that is not a positive whole number.
 */
function degradationEncoder(options: DegradationEncoderOptions = {}): LayersModel {
  const { seed = 0 } = options;
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  return initialise(model({ inputs: lr, outputs: encoderLayers(lr, options) }), { seed });
}

/** The encoder's layers behind an input: N x H x W x 3 to rows of 4 `width` numbers. */
export function encoderLayers(
  lr: SymbolicTensor,
  { width = 64, centred = false }: Omit<DegradationEncoderOptions, 'seed'>,
): SymbolicTensor {
  wholeNumbers('The degradation encoder', { width });
  let x = centred ? (new Centred({ name: 'Encoder.centred' }).apply(lr) as SymbolicTensor) : lr;
  for (const [index, factor] of [1, 1, 2, 2, 4, 4].entries()) {
    const name = `Encoder${index + 1}`;
    const strides = index === 2 || index === 4 ? 2 : 1;
    const convolved = convolve(`${name}.conv`, x, factor * width, { strides });
    const normalised = layers
      .batchNormalization({ name: `${name}.norm`, momentum: 0.9, epsilon: 1e-5 })
      .apply(convolved) as SymbolicTensor;
    x = leaky(name, normalised, encoderSlope);
  }
  return layers.globalAveragePooling2d({ name: 'Representation' }).apply(x) as SymbolicTensor;
}

/**
 * What InfoNCE looks at (DASR's head): rows of `size` numbers, a dense layer of as many, LeakyReLU 0.1, and another. It is trained with the encoder and not kept.
 */
export function projectionHead(size: number, seed = 0): LayersModel {
  const rows = input({ name: 'Input', shape: [size] });
  const hidden = layers.dense({ name: 'Head1.dense', units: size }).apply(rows) as SymbolicTensor;
  const outputs = layers
    .dense({ name: 'Projection', units: size })
    .apply(leaky('Head1', hidden, encoderSlope));
  return initialise(model({ inputs: rows, outputs: outputs as SymbolicTensor }), { seed });
}

/** `degradation-encoder` as a kind of network. */
export const degradationEncoderKind: NetworkKind<DegradationEncoderOptions> = {
  title: "DASR's encoder, from LR images to degradation representations",
  taps: 'Encoder1 ... Encoder6, Representation',
  source: 'Wang et al., Unsupervised Degradation Representation Learning, CVPR 2021, and their code',
  build: degradationEncoder,
};
