import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '../errors';
import { BilinearUpsampling } from './layers/bilinear-upsampling';
import { PixelShuffle } from './layers/pixel-shuffle';

/** How features become an image. */
export interface SuperResolutionTailOptions {
  readonly channels: number;
  /** Upscaling factor, 2, 3 or 4. */
  readonly scale: number;
  /** `true` adds the bilinearly upsampled input to the output. */
  readonly globalResidual: boolean;
  /** Of the LeakyReLUs. */
  readonly slope: number;
}

/**
 * SRResNet's way from features (N x H x W x C) to an image of N x (s H) x (s W) x 3: a convolution to r r C
 * channels, pixel shuffle and LeakyReLU (UP1; for a scale of 4 twice, UP1 and UP2), a convolution with LeakyReLU
 * (HRConv), a convolution to 3 channels (Output).
 *
 * @param lr the network's input, N x H x W x 3.
 */
export function superResolutionTail(
  features: SymbolicTensor,
  lr: SymbolicTensor,
  { channels, scale, globalResidual, slope }: SuperResolutionTailOptions,
): SymbolicTensor {
  const conv = (name: string, x: SymbolicTensor, filters = channels): SymbolicTensor =>
    layers.conv2d({ name, filters, kernelSize: 3, padding: 'same' }).apply(x) as SymbolicTensor;
  const leaky = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.leakyReLU({ name, alpha: slope }).apply(x) as SymbolicTensor;

  let x = features;
  for (const [index, factor] of (scale === 4 ? [2, 2] : [scale]).entries()) {
    const name = `UP${index + 1}`;
    const wide = conv(`${name}.conv`, x, channels * factor * factor);
    x = leaky(name, new PixelShuffle({ name: `${name}.shuffle`, factor }).apply(wide) as SymbolicTensor);
  }
  x = leaky('HRConv', conv('HRConv.conv', x));
  if (!globalResidual) return conv('Output', x, 3);
  const upsampled = new BilinearUpsampling({ name: 'Upsampled', scale }).apply(lr) as SymbolicTensor;
  return layers.add({ name: 'Output' }).apply([conv('Output.conv', x, 3), upsampled]) as SymbolicTensor;
}

/**
 * Checks a scale before anything is built.
 *
 * @throws InputError for one other than 2, 3, 4.
 */
export function checkScale(network: string, scale: number): void {
  if (![2, 3, 4].includes(scale)) {
    throw new InputError(`${network} upscales by 2, 3 or 4, not by ${String(scale)}.`);
  }
}
