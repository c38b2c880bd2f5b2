import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { copyWeight } from '@ddr-lab/engine/layers/copy-weights';
import { guideTrunk } from './guide';
import { residualInResidualDense, rrdbSlope } from '../parts/residual-dense';
import { srresnet, type SrresnetOptions } from '../srresnet/network';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';
import { areWeightsGiven } from '../../given-weights';
import type { NetworkKind } from '../kind';

/** The size of an RRDB network, and whether degradation features guide it. */
export interface GuidedRrdbOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Channels that a convolution inside a dense block adds; default 32, as published. */
  readonly growth?: number;
  /** Residual-in-residual dense blocks RRDB1, RRDB2, ...; default 23, as published. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 3. */
  readonly scale?: UpScale;
  /** `true` (default) adds the bilinearly upsampled input to the output. */
  readonly globalResidual?: boolean;
  /** Guidance by a generator's deep degradation representations; default: none. */
  readonly guide?: GuideOptions;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** What guides an RRDB network. */
export interface GuideOptions {
  /** The generator whose trunk looks at the LR image. Only `channels` and `blocks` count; default 64 and 16. */
  readonly network?: SrresnetOptions;
  /** Numbers that the degradation is put into, and channels of the encoder; default 64. */
  readonly vector?: number;
}

/** PyTorch's initial convolutions deviate by 1 / sqrt(3 fan in), Kaiming's by sqrt(2 / fan in). */
const pytorchGain = Math.sqrt(1 / 6);

/**
 * ESRGAN's generator (Wang et al. 2018) for blind super-resolution with DDR guidance (Sec. 5), N x H x W x 3 in
 * [0, 1] to N x (s H) x (s W) x 3: a convolution (Conv1), residual-in-residual dense blocks (RRDB1 ...), a
 * convolution added to Conv1 (BodyConv), then SRResNet's tail (UP1, UP2 for a scale of 4 alone, HRConv, Output).
 * LeakyReLU 0.2, residuals times 0.2, no batch normalisation. Other than there, the enlargement is by pixel shuffle
 * (ESRGAN: nearest neighbour, then a convolution), and the bilinearly upsampled input may be added.
 *
 * With `guide` the frozen trunk of a generator looks at the same LR image (`Guide.Conv1` ... `Guide.RB16`). From
 * its last block an encoder of two convolutions with stride 2 (Encoder1, Encoder2), their mean over the image and a
 * dense layer make one vector (Vector), and of this a dense layer for each block k makes gamma and beta of every
 * channel: RRDBk puts out (1 + gamma) x + beta. These layers begin with zeros, and all that the two have in common
 * begins alike, so that a guided network begins as the unguided one of the same seed. The trunk's weights come by
 * `loadGuide`; until then they are those of an untrained generator of the same seed.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
export function guidedRrdb(options: GuidedRrdbOptions = {}): LayersModel {
  const {
    channels = 64,
    growth = 32,
    blocks = 23,
    scale = 3,
    globalResidual = true,
    guide,
    seed = 0,
  } = options;
  wholeNumbers('The RRDB network', { channels, growth, blocks });
  checkScale('The RRDB network', scale);
  if (guide) checkGuide(guide);

  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const vector = guide && degradationVector(guideTrunk(lr, guide.network ?? {}), guide.vector ?? 64);
  const first = convolve('Conv1', lr, channels);
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    const name = `RRDB${k}`;
    const sizes = { channels, growth };
    x = vector
      ? modulate(name, residualInResidualDense(name, x, { ...sizes, sum: `${name}.sum` }), vector, channels)
      : residualInResidualDense(name, x, sizes);
  }
  x = layers
    .add({ name: 'BodyConv' })
    .apply([first, convolve('BodyConv.conv', x, channels)]) as SymbolicTensor;
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual, slope: rrdbSlope });
  const network = initialise(model({ inputs: lr, outputs: output }), { seed, gain: gainOf });
  if (!guide || areWeightsGiven()) return network;
  return beginAs(network, guidedRrdb({ ...options, guide: undefined }), guide, seed);
}

/** Blocks and what is added to the upsampled input begin small, gamma and beta at zero. */
function gainOf(name: string): number {
  if (/^RRDB\d+\.(gamma|beta)\//.test(name)) return 0;
  if (/^(RRDB\d|Output\.)/.test(name)) return 0.1;
  return /^(Encoder|Vector)/.test(name) ? 1 : pytorchGain;
}

function checkGuide({ network = {}, vector = 64 }: GuideOptions): void {
  const { channels = 64, blocks = 16 } = network;
  wholeNumbers('The guide', { channels, blocks, vector });
}

/** N x H x W x C to N x `size`. */
function degradationVector(features: SymbolicTensor, size: number): SymbolicTensor {
  let x = features;
  for (const name of ['Encoder1', 'Encoder2']) {
    x = leaky(name, convolve(`${name}.conv`, x, size, { strides: 2 }), rrdbSlope);
  }
  const mean = layers.globalAveragePooling2d({ name: 'Vector.mean' }).apply(x);
  const dense = layers.dense({ name: 'Vector.dense', units: size }).apply(mean) as SymbolicTensor;
  return leaky('Vector', dense, rrdbSlope);
}

/** (1 + gamma) x + beta, with a number of each for every channel. */
function modulate(name: string, x: SymbolicTensor, vector: SymbolicTensor, channels: number): SymbolicTensor {
  const dense = (which: string): SymbolicTensor =>
    layers.dense({ name: `${name}.${which}`, units: channels }).apply(vector) as SymbolicTensor;
  const everywhere = (which: string, numbers: SymbolicTensor): SymbolicTensor =>
    layers
      .reshape({ name: `${name}.${which}`, targetShape: [1, 1, channels] })
      .apply(numbers) as SymbolicTensor;
  const onePlusGamma = layers
    .rescaling({ name: `${name}.factor`, scale: 1, offset: 1 })
    .apply(dense('gamma'));
  const factors = everywhere('factors', onePlusGamma as SymbolicTensor);
  const product = layers.multiply({ name: `${name}.product` }).apply([x, factors]) as SymbolicTensor;
  const terms = everywhere('terms', dense('beta'));
  return layers.add({ name }).apply([product, terms]) as SymbolicTensor;
}

/** Gives the guided network the unguided one's weights, and its trunk an untrained generator's. */
function beginAs(guided: LayersModel, plain: LayersModel, guide: GuideOptions, seed: number): LayersModel {
  const { channels, blocks } = guide.network ?? {};
  const generator = srresnet({ channels, blocks, seed });
  const given = new Map(plain.weights.map((weight) => [weight.originalName, weight]));
  for (const weight of generator.weights) given.set(`Guide.${weight.originalName}`, weight);
  for (const weight of guided.weights) {
    const from = given.get(weight.originalName);
    if (from) copyWeight(from, weight);
  }
  plain.dispose();
  generator.dispose();
  return guided;
}

/** `guided-rrdb` as a kind of network. */
export const guidedRrdbKind: NetworkKind<GuidedRrdbOptions> = {
  title: "ESRGAN's generator with pixel shuffle, guided by another network's features or not",
  taps: 'Conv1, Encoder1, Encoder2, Vector, RRDB1 ..., BodyConv, UP1 ..., HRConv, Output',
  source: "the paper's Sec. 5; Wang et al. 2018",
  build: guidedRrdb,
};
