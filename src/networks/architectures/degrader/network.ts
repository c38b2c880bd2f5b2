import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { areWeightsGiven } from '../../given-weights';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import type { NetworkKind } from '../kind';

/** The size of a network that degrades. */
export interface DegraderOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 8, as published. */
  readonly blocks?: number;
  /**
   * `false` (default, as published): an image by a sigmoid, of an image alone. `true`: the input is added to the output, and three planes of
   * noise come with the image, from which noise is made; so it begins near the identity, and has a chance of its own.
   */
  readonly noise?: boolean;
  /** What the noise is multiplied by at first; default 0.01. */
  readonly noiseGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Planes of noise beside the three colours. */
export const NOISE_PLANES = 3;

/**
 * DSGAN's generator (Fritsche et al. 2019): LR images to LR images that look like those of another domain, N x H x W x 3 in [0, 1], or N x H x W x 6
 * with noise planes (standard normal), to N x H x W x 3. Conv1, residual blocks RB1 ... RB8, Output. LeakyReLU of slope 0.25 stands for PReLU, whose slopes begin there.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
function degrader(options: DegraderOptions = {}): LayersModel {
  const { channels = 64, blocks = 8, noise = false, noiseGain = 0.01, seed = 0 } = options;
  wholeNumbers('The degrader', { channels, blocks });
  const given = input({ name: 'Input', shape: [null, null, noise ? 3 + NOISE_PLANES : 3] });
  let x = leaky('Conv1', convolve('Conv1.conv', given, channels), 0.25);
  for (let k = 1; k <= blocks; k++) x = residualBlock(`RB${k}`, x);
  const made = convolve('Output.conv', x, 3);
  const gain = (name: string): number =>
    name.startsWith('RB') || (noise && name.startsWith('Output')) ? 0.1 : 1;
  if (!noise) {
    const output = layers.activation({ name: 'Output', activation: 'sigmoid' }).apply(made) as SymbolicTensor;
    return initialise(model({ inputs: given, outputs: output }), { seed, gain });
  }
  const image = convolve('Image', given, 3, { size: 1, trainable: false });
  const grain = convolve('Noise.conv', given, 3, { size: 1 });
  const output = layers.add({ name: 'Output' }).apply([image, made, grain]) as SymbolicTensor;
  const network = initialise(model({ inputs: given, outputs: output }), { seed, gain });
  if (!areWeightsGiven()) startNoise(network, noiseGain);
  return network;
}

/** `Image` gives the colours as they are; `Noise` each colour its own plane of noise, times the gain. */
function startNoise(network: LayersModel, gain: number): void {
  tf.tidy(() => {
    const [each, none, bias] = [tf.eye(3), tf.zeros([3, 3]), tf.zeros([3])];
    const kernel = (ofColours: tf.Tensor, ofNoise: tf.Tensor): tf.Tensor =>
      tf.concat([ofColours, ofNoise]).reshape([1, 1, 6, 3]);
    network.getLayer('Image').setWeights([kernel(each, none), bias]);
    network.getLayer('Noise.conv').setWeights([kernel(none, tf.mul(each, gain)), bias]);
  });
}

/** `degrader` as a kind of network. */
export const degraderKind: NetworkKind<DegraderOptions> = {
  title: "DSGAN's generator, from LR images to degraded ones",
  taps: 'Conv1, RB1 ... RB8, Output',
  source: 'Fritsche et al. 2019',
  size: 'same',
  build: degrader,
};
