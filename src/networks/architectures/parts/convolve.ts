import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { GroupConv2D } from '@ddr-lab/engine/layers/group-conv2d';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';

/** What a convolution may have besides its name and channels. */
export interface ConvolveOptions {
  /** Side of the window in pixels; default 3. */
  readonly size?: number;
  /** Default 1. */
  readonly strides?: number;
  /** Zeros around the image (`same`, default) or none. */
  readonly padding?: 'same' | 'valid';
  /** `false`: its weights stay as they are given; default `true`. */
  readonly trainable?: boolean;
}

/**
 * Adds a convolution with zeros around the image ('same') to a network. Its kernel is zero until `initialise`
 * draws it, since tfjs's own drawing takes longer than all else that building a network does.
 */
export function convolve(
  name: string,
  x: SymbolicTensor,
  filters: number,
  options: ConvolveOptions = {},
): SymbolicTensor {
  const { size = 3, strides = 1, padding = 'same', trainable = true } = options;
  const settings = { filters, kernelSize: size, strides, padding, trainable } as const;
  return layers.conv2d({ name, ...settings, kernelInitializer: 'zeros' }).apply(x) as SymbolicTensor;
}

/** Adds a 3 x 3 convolution in groups of channels that do not see each other; of one group, a plain one. */
export function convolveInGroups(
  name: string,
  x: SymbolicTensor,
  filters: number,
  groups: number,
): SymbolicTensor {
  if (groups === 1) return convolve(name, x, filters);
  return new GroupConv2D({ name, filters, kernelSize: 3, groups }).apply(x) as SymbolicTensor;
}

/** Adds a LeakyReLU to a network. */
export function leaky(name: string, x: SymbolicTensor, slope: number): SymbolicTensor {
  return layers.leakyReLU({ name, alpha: slope }).apply(x) as SymbolicTensor;
}

/**
 * Draws every kernel from Kaiming's normal distribution (He et al. 2015, fan in) times its gain, sets every bias
 * to zero and every gamma of a batch normalisation to one; returns the same model (BasicSR's
 * `default_init_weights`). `gain` is told a weight's name (`RB1.conv1/kernel`). Each tensor has its own stream of
 * the seed, so that two networks that differ in one layer agree in the others. A model that gets its weights from a
 * file is left as it is.
 */
export function initialise(
  model: LayersModel,
  options: { seed?: number; gain?: (name: string) => number } = {},
): LayersModel {
  const { seed = 0, gain = () => 1 } = options;
  if (areWeightsGiven()) return model;
  model.trainableWeights.forEach((weight, index) => {
    const shape = weight.shape as number[];
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(size);
    if (shape.length > 1) {
      const deviation = gain(weight.originalName) * Math.sqrt(2 / (size / shape[shape.length - 1]));
      const random = createRandom(seed, index);
      for (let i = 0; i < size; i++) values[i] = deviation * random.normal();
    } else if (weight.originalName.endsWith('/gamma')) {
      values.fill(1);
    }
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  });
  return model;
}

/**
 * Checks that a network's sizes can be built.
 *
 * @throws InputError naming the network, the option and its value when one is not a whole number of 1 or more.
 */
export function wholeNumbers(network: string, sizes: Readonly<Record<string, number>>): void {
  for (const [what, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new InputError(`${network}: ${what} must be a whole number of 1 or more, not ${String(value)}.`);
    }
  }
}
