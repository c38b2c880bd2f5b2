import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { DynamicDepthwise } from '@ddr-lab/engine/layers/dynamic-depthwise';
import { encoderLayers, encoderSlope, type DegradationEncoderOptions } from '../degradation-encoder/network';
import type { NetworkKind } from '../kind';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
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
   * How the representation enters: `dynamic` (default, DASR's degradation-aware convolutions), or `none`: a convolution of 1 x 1 in the
   * place of each, as a control that is not told of the degradation and has no encoder.
   */
  readonly fusion?: 'dynamic' | 'none';
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** PyTorch's own drawing of weights, as a share of Kaiming's deviation: 1 / sqrt(3 fan in) of sqrt(2 / fan in). */
const pytorchGain = Math.sqrt(1 / 6);

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
    for (let block = 1; block <= blocks; block++) x = awareBlock(`DAB${group}_${block}`, x, vector, channels);
    x = sum(`DAG${group}`, before, convolve(`DAG${group}.conv`, x, channels));
  }
  x = sum('Body', first, convolve('Body.conv', x, channels));
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual, slope: encoderSlope });
  return initialise(model({ inputs: lr, outputs: output }), { seed, gain: gainOf });
}

/** The encoder begins as Kaiming says; all else as PyTorch draws it, what is added to the upsampled input small. */
function gainOf(name: string): number {
  if (name.startsWith('Encoder')) return 1;
  return name.startsWith('Output') ? 0.1 : pytorchGain;
}

const sum = (name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor =>
  layers.add({ name }).apply([b, a]) as SymbolicTensor;

const dense = (name: string, x: SymbolicTensor, units: number, activation?: 'sigmoid'): SymbolicTensor =>
  layers.dense({ name, units, useBias: false, activation }).apply(x) as SymbolicTensor;

/** What all blocks are told of the degradation. */
function told(
  lr: SymbolicTensor,
  encoder: Omit<DegradationEncoderOptions, 'seed'>,
  channels: number,
): SymbolicTensor {
  return leaky('Told', dense('Told.dense', encoderLayers(lr, encoder), channels), encoderSlope);
}

/** Degradation-aware convolution, 3 x 3, twice; then what came in is added. */
function awareBlock(
  name: string,
  x: SymbolicTensor,
  vector: SymbolicTensor | undefined,
  channels: number,
): SymbolicTensor {
  let y = leaky(`${name}.aware1.relu`, aware(`${name}.aware1`, x, vector, channels), encoderSlope);
  y = leaky(`${name}.relu1`, convolve(`${name}.conv1`, y, channels), encoderSlope);
  y = leaky(`${name}.aware2.relu`, aware(`${name}.aware2`, y, vector, channels), encoderSlope);
  return sum(name, x, convolve(`${name}.conv2`, y, channels));
}

function aware(
  name: string,
  x: SymbolicTensor,
  vector: SymbolicTensor | undefined,
  channels: number,
): SymbolicTensor {
  if (vector === undefined) return sum(name, x, convolve(`${name}.point`, x, channels, { size: 1 }));
  const hidden = leaky(`${name}.kernel.relu`, dense(`${name}.kernel1`, vector, channels), encoderSlope);
  const kernels = dense(`${name}.kernel2`, hidden, 9 * channels);
  const filtered = new DynamicDepthwise({ name: `${name}.filtered` }).apply([x, kernels]) as SymbolicTensor;
  const point = convolve(`${name}.point`, leaky(`${name}.filtered.relu`, filtered, encoderSlope), channels, {
    size: 1,
  });
  const squeezed = leaky(
    `${name}.attention.relu`,
    dense(`${name}.attention1`, vector, Math.max(4, channels >> 3)),
    encoderSlope,
  );
  const weights = layers
    .reshape({ name: `${name}.weights`, targetShape: [1, 1, channels] })
    .apply(dense(`${name}.attention2`, squeezed, channels, 'sigmoid'));
  const attended = layers.multiply({ name: `${name}.attended` }).apply([x, weights as SymbolicTensor]);
  return sum(name, attended as SymbolicTensor, point);
}

/** `degradation-aware` as a kind of network. */
export const degradationAwareKind: NetworkKind<DegradationAwareOptions> = {
  title: 'DASR: super-resolution that looks at a degradation representation',
  taps: 'Encoder1 ... Representation, Told, Conv1, DAB1_1 ..., DAG1 ..., Body, UP1 ..., HRConv, Output',
  source: 'Wang et al., Unsupervised Degradation Representation Learning, CVPR 2021, and their code',
  build: degradationAware,
};
