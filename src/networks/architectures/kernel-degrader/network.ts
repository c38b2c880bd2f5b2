import { InputError } from '@ddr-lab/base/errors';
import { KernelFilter } from '@ddr-lab/engine/layers/kernel-filter';
import { SymmetricKernel } from '@ddr-lab/engine/layers/symmetric-kernel';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';
import { NOISE_PLANES } from '../degrader/planes';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import type { NetworkKind } from '../kind';

/** The size of a network that degrades by a kernel and noise. */
export interface KernelDegraderOptions {
  /** Rows and columns of a kernel, an odd number; default 13. */
  readonly size?: number;
  /** Feature channels of what makes the kernel; default 64. */
  readonly channels?: number;
  /** Its convolutions of stride 2; default 5. */
  readonly stages?: number;
  /** The kernel is a Gaussian of this deviation at first, in LR pixels; default 0.4, which is nearly none. */
  readonly startWidth?: number;
  /** What the noise is multiplied by at first; default 0.01. */
  readonly noiseGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * A degrader that can do no more than filter and add noise (FCA, Ji et al. 2021; its kernel estimator is published as a figure alone): LR images with noise planes (standard
 * normal), N x H x W x 6, to N x H x W x 3. Conv1, Conv2, ... of stride 2 with LeakyReLU of slope 0.2 see the colours, their mean over the image gives as many numbers as the kernel has,
 * a softmax and the mean over flips the Kernel (N x K^2, each adding up to 1, its middle in place), by which the image is filtered (Filtered). Noise: each colour's own plane
 * times a gain that is learnt (Noise.conv), which is ours. Output is their sum.
 *
 * @throws InputError for sizes that are not positive whole numbers, an even kernel and a width that is not positive.
 */
function kernelDegrader(options: KernelDegraderOptions = {}): LayersModel {
  const { size = 13, channels = 64, stages = 5, startWidth = 0.4, seed = 0 } = options;
  wholeNumbers('The kernel degrader', { size, channels, stages });
  if (!(startWidth > 0)) {
    throw new InputError(`A kernel's width at the start is a deviation above 0, not ${startWidth}.`);
  }
  const given = input({ name: 'Input', shape: [null, null, 3 + NOISE_PLANES] });
  const image = convolve('Image', given, 3, { size: 1, trainable: false });
  const grain = convolve('Grain', given, 3, { size: 1, trainable: false });
  let x = image;
  for (let k = 1; k <= stages; k++) {
    x = leaky(`Conv${k}`, convolve(`Conv${k}.conv`, x, channels, { strides: 2 }), 0.2);
  }
  const kernel = kernelOf(layers.globalAveragePooling2d({ name: 'Mean' }).apply(x) as SymbolicTensor, size);
  const filtered = new KernelFilter({ name: 'Filtered', size }).apply([image, kernel]) as SymbolicTensor;
  const noise = convolve('Noise.conv', grain, 3, { size: 1 });
  const output = layers.add({ name: 'Output' }).apply([filtered, noise]) as SymbolicTensor;
  const gain = (name: string): number => (name.startsWith('Numbers') ? 0.1 : 1);
  return begun(initialise(model({ inputs: given, outputs: output }), { seed, gain }), options);
}

/** A kernel of rows of numbers: what they add up to is 1, and its flips are itself. */
function kernelOf(rows: SymbolicTensor, size: number): SymbolicTensor {
  const numbers = layers.dense({ name: 'Numbers', units: size ** 2, kernelInitializer: 'zeros' }).apply(rows);
  const shares = layers.softmax({ name: 'Shares', axis: -1 }).apply(numbers);
  return new SymmetricKernel({ name: 'Kernel' }).apply(shares) as SymbolicTensor;
}

/** `Image` gives the colours and `Grain` the noise as they are; the kernel begins as a Gaussian, the noise with its gain. */
function begun(network: LayersModel, options: KernelDegraderOptions): LayersModel {
  if (areWeightsGiven()) return network;
  const { size = 13, startWidth = 0.4, noiseGain = 0.01 } = options;
  tf.tidy(() => {
    const [each, none, bias] = [tf.eye(3), tf.zeros([3, 3]), tf.zeros([3])];
    const chosen = (...parts: tf.Tensor[]): tf.Tensor => tf.reshape(tf.concat(parts), [1, 1, -1, 3]);
    network.getLayer('Image').setWeights([chosen(each, none), bias]);
    network.getLayer('Grain').setWeights([chosen(none, each), bias]);
    network.getLayer('Noise.conv').setWeights([chosen(tf.mul(each, noiseGain)), bias]);
    const [weights] = network.getLayer('Numbers').getWeights();
    network.getLayer('Numbers').setWeights([weights, tf.tensor1d(logGaussian(size, startWidth))]);
  });
  return network;
}

/** The logarithms of a Gaussian's weights, row by row, but for a number that all have. */
function logGaussian(size: number, width: number): Float32Array {
  const middle = (size - 1) / 2;
  return Float32Array.from({ length: size ** 2 }, (_, tap) => {
    const [down, across] = [Math.floor(tap / size) - middle, (tap % size) - middle];
    return -(down ** 2 + across ** 2) / (2 * width ** 2);
  });
}

/** `kernelDegrader` as a kind of network. */
export const kernelDegraderKind: NetworkKind<KernelDegraderOptions> = {
  title: 'a degrader that filters by a kernel of its own and adds noise',
  taps: 'Conv1 ... Conv5, Kernel, Filtered, Noise.conv, Output',
  source: 'Ji et al. 2021',
  size: 'same',
  build: kernelDegrader,
};
