import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { GroupConv2D } from '@ddr-lab/engine/layers/group-conv2d';

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
