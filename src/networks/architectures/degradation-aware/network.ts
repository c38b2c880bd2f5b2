import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { CrossAttention } from '@ddr-lab/engine/layers/cross-attention';
import { encoderGain, type DegradationEncoderOptions } from '../degradation-encoder/network';
import { encoderSlope } from '../degradation-encoder/slope';
import type { NetworkKind } from '../kind';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { dense, pytorchGain, told, toldAttention, toldFilter } from '../parts/told-convolution';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';

/** The size of a degradation-aware network. */
export interface DegradationAwareOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Groups of blocks; default 5. */
  readonly groups?: number;
  /** Blocks of a group; default 5. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /** `true` adds the bilinearly upsampled input to the output; default `false`, as published. */
  readonly globalResidual?: boolean;
  readonly encoder?: Omit<DegradationEncoderOptions, 'seed'>;
  /**
   * How the representation enters: `dynamic` (default, DASR's degradation-aware convolutions); `query` (CDSR's, Zhou et al. 2022): kernels are made of the representation as the
   * features of that place look at it; or `none`: a convolution of 1 x 1 in the place of each, as a control that is not told of the degradation and has no encoder.
   */
  readonly fusion?: 'dynamic' | 'query' | 'none';
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * DASR (Wang et al., CVPR 2021): super-resolution that looks at the degradation, N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3. The encoder (Encoder1 ... Representation) makes one
 * row of numbers of the LR image. A dense layer brings it to as many as there are channels; every degradation-aware convolution makes depthwise kernels of these,
 * puts a convolution of 1 x 1 behind, and adds the features times an attention that it makes of them, too. Conv1; DAB1_1, DAB1_2, ... (two such convolutions, a convolution of 3 x 3 behind each); DAG1,
 * ... (a group: its blocks, a convolution, what came in); Body (a convolution, then Conv1 added); SRResNet's tail (UP1, UP2, HRConv, Output). Other than there, the tail has LeakyReLUs, and
 * no mean colours are taken off.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
export function degradationAware(options: DegradationAwareOptions = {}): LayersModel {
  const { channels = 64, groups = 5, blocks = 5, scale = 4, globalResidual = false } = options;
  const { encoder = {}, fusion = 'dynamic', seed = 0 } = options;
  wholeNumbers('The degradation-aware network', { channels, groups, blocks });
  checkScale('The degradation-aware network', scale);
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const vector = fusion === 'none' ? undefined : told(lr, encoder, channels);
  const first = convolve('Conv1', lr, channels);
  let x = first;
  for (let group = 1; group <= groups; group++) {
    const before = x;
    for (let block = 1; block <= blocks; block++) {
      x = awareBlock(`DAB${group}_${block}`, x, { vector, queried: fusion === 'query' });
    }
    x = sum(`DAG${group}`, before, convolve(`DAG${group}.conv`, x, channels));
  }
  x = sum('Body', first, convolve('Body.conv', x, channels));
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual, slope: encoderSlope });
  return initialise(model({ inputs: lr, outputs: output }), { seed, gain: gainOf(encoder) });
}

/** The encoder begins as Kaiming says; all else as PyTorch draws it, what is added to the upsampled input small. */
function gainOf(encoder: DegradationEncoderOptions): (name: string) => number {
  return (name) => encoderGain(name, encoder) ?? (name.startsWith('Output') ? 0.1 : pytorchGain);
}

const sum = (name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor =>
  layers.add({ name }).apply([b, a]) as SymbolicTensor;

/** What a block is told. */
interface Told {
  /** Undefined: nothing. */
  readonly vector: SymbolicTensor | undefined;
  /** The features look at it first. */
  readonly queried: boolean;
}

/** Degradation-aware convolution, 3 x 3, twice; then what came in is added. */
function awareBlock(name: string, x: SymbolicTensor, given: Told): SymbolicTensor {
  const channels = x.shape[3]!;
  let y = leaky(`${name}.aware1.relu`, aware(`${name}.aware1`, x, given), encoderSlope);
  y = leaky(`${name}.relu1`, convolve(`${name}.conv1`, y, channels), encoderSlope);
  y = leaky(`${name}.aware2.relu`, aware(`${name}.aware2`, y, given), encoderSlope);
  return sum(name, x, convolve(`${name}.conv2`, y, channels));
}

function aware(name: string, x: SymbolicTensor, { vector, queried }: Told): SymbolicTensor {
  if (vector === undefined) return sum(name, x, convolve(`${name}.point`, x, x.shape[3]!, { size: 1 }));
  const filtered = toldFilter(name, x, queried ? queriedBy(name, x, vector) : vector);
  const point = convolve(`${name}.point`, filtered, x.shape[3]!, { size: 1 });
  return sum(name, toldAttention(name, x, vector), point);
}

/** CDSR's degradation query attention: the representation, and what the mean of the features sees in it, by a gain that begins at 0. */
function queriedBy(name: string, x: SymbolicTensor, vector: SymbolicTensor): SymbolicTensor {
  const mean = layers.globalAveragePooling2d({ name: `${name}.mean` }).apply(x) as SymbolicTensor;
  const size = vector.shape[1]!;
  const rows = [
    dense(`${name}.query`, mean, size, { useBias: true }),
    dense(`${name}.key`, vector, size, { useBias: true }),
    dense(`${name}.value`, vector, size, { useBias: true }),
  ];
  const seen = new CrossAttention({ name: `${name}.seen` }).apply(rows) as SymbolicTensor;
  return sum(`${name}.asked`, vector, seen);
}

/** `degradation-aware` as a kind of network. */
export const degradationAwareKind: NetworkKind<DegradationAwareOptions> = {
  title: 'DASR, and with `query` CDSR: super-resolution that looks at a degradation representation',
  taps: 'Encoder1 ... Representation, Told, Conv1, DAB1_1 ..., DAG1 ..., Body, UP1 ..., HRConv, Output',
  source:
    'Wang et al., Unsupervised Degradation Representation Learning, CVPR 2021; Zhou et al., Joint Learning Content and Degradation Aware Embedding, ACM MM 2022; and their code',
  build: degradationAware,
};
