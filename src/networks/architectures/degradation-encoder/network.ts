import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Centred } from '@ddr-lab/engine/layers/centred';
import type { NetworkKind } from '../kind';
import { initialise, leaky, wholeNumbers } from '../parts/convolve';
import { normalisedConvolution } from '../parts/normalised-convolution';
import { codebookEncoderLayers } from './codebook-encoder';
import { encoderSlope } from './slope';

/** The size of a degradation encoder. */
export interface DegradationEncoderOptions {
  /** Channels of the first convolutions; there are 2 and 4 times as many behind the strides. Default 64, as published. */
  readonly width?: number;
  /**
   * Each image less its mean colours first, which is what patches of one image are told by most easily. Default `false`, as published; the compact recipes
   * have `true`.
   */
  readonly centred?: boolean;
  /** Left out: DASR's encoder. Else CDSR's (`codebook-encoder.ts`), with so many codes; published: 1,024. */
  readonly codes?: number;
  /** `true` puts DAA's ranker behind (`rankerLayers`), whose Score is then the output; default `false`. */
  readonly ranked?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

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
  const { ranked = false, seed = 0 } = options;
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const seen = encoderLayers(lr, options);
  const outputs = ranked ? rankerLayers(seen) : seen;
  return initialise(model({ inputs: lr, outputs }), {
    seed,
    gain: (name) => encoderGain(name, options) ?? 1,
  });
}

/**
 * Of the encoder's initial weights, by their names: 1, and the codes from the standard normal distribution, as PyTorch draws an embedding; undefined for what is none of the
 * encoder's.
 */
export function encoderGain(
  name: string,
  { codes = 0 }: Pick<DegradationEncoderOptions, 'codes'>,
): number | undefined {
  if (name === 'Representation/codes') return Math.sqrt(codes / 2);
  return /^(Encoder|Pixel|Patch|Joined|Asked|Ranker|Score)/.test(name) ? 1 : undefined;
}

/** The encoder's layers behind an input: N x H x W x 3 to rows of 4 `width` numbers. */
export function encoderLayers(
  lr: SymbolicTensor,
  { width = 64, centred = false, codes }: Omit<DegradationEncoderOptions, 'seed'>,
): SymbolicTensor {
  wholeNumbers('The degradation encoder', { width, ...(codes === undefined ? {} : { codes }) });
  let x = centred ? (new Centred({ name: 'Encoder.centred' }).apply(lr) as SymbolicTensor) : lr;
  if (codes !== undefined) return codebookEncoderLayers(x, { width, codes });
  for (const [index, factor] of [1, 1, 2, 2, 4, 4].entries()) {
    x = normalisedConvolution(`Encoder${index + 1}`, x, factor * width, {
      strides: index === 2 || index === 4 ? 2 : 1,
    });
  }
  return layers.globalAveragePooling2d({ name: 'Representation' }).apply(x) as SymbolicTensor;
}

/** Hidden numbers of DAA's ranker, as parts of a representation's. */
const rankerParts = [1, 1 / 2, 1 / 4] as const;

/**
 * DAA's ranker (Wang et al., ACCV 2022): rows of numbers to one, the Score, higher for what is degraded more strongly. Dense layers Ranker1 ... Ranker3 with LeakyReLU 0.1 (of 64 numbers:
 * 64, 32, 16; published, of 256: 128, 64, 32).
 */
function rankerLayers(seen: SymbolicTensor): SymbolicTensor {
  const size = seen.shape[1]!;
  let x = seen;
  for (const [index, part] of rankerParts.entries()) {
    const units = Math.max(1, size * (size >= 256 ? part / 2 : part));
    const name = `Ranker${index + 1}`;
    x = leaky(name, layers.dense({ name: `${name}.dense`, units }).apply(x) as SymbolicTensor, encoderSlope);
  }
  return layers.dense({ name: 'Score', units: 1 }).apply(x) as SymbolicTensor;
}

/** The ranker as a network of rows, for trainings that hold one beside: DAA's second stage. */
export function ranker(size: number, seed = 0): LayersModel {
  const rows = input({ name: 'Input', shape: [size] });
  return initialise(model({ inputs: rows, outputs: rankerLayers(rows) }), { seed });
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
  title:
    'From LR images to degradation representations: the encoders of DASR, of DAA (`ranked`) and of CDSR (`codes`)',
  taps: 'Encoder1 ... Encoder6, Representation; Ranker1 ..., Score; Pixel1 ..., Patch1 ..., Joined',
  source:
    'Wang et al., Unsupervised Degradation Representation Learning, CVPR 2021; Zhou et al., ACM MM 2022; and their code; Wang et al., ACCV 2022',
  build: degradationEncoder,
};
