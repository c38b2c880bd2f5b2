import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, leaky } from './convolve';
import { BilinearUpsampling } from '@ddr-lab/engine/layers/bilinear-upsampling';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';

/** What the networks here enlarge by. */
export type UpScale = 2 | 3 | 4 | 8;

/** How features become an image. */
export interface SuperResolutionTailOptions {
  readonly channels: number;
  /** Upscaling factor, 2, 3, 4 or 8; 1 leaves the size as it is. */
  readonly scale: number;
  /** `true` adds the bilinearly upsampled input to the output. */
  readonly globalResidual: boolean;
  /** Of the LeakyReLUs. */
  readonly slope: number;
}

/**
 * SRResNet's way from features (N x H x W x C) to an image of N x (s H) x (s W) x 3: a convolution to r r C
 * channels, pixel shuffle and LeakyReLU (UP1; for a scale of 4 twice, UP1 and UP2, of 8 three times), a convolution with LeakyReLU
 * (HRConv), a convolution to 3 channels (Output). For a scale of 1 nothing is enlarged, and the input itself is added.
 *
 * @param lr the network's input, N x H x W x 3.
 */
export function superResolutionTail(
  features: SymbolicTensor,
  lr: SymbolicTensor,
  { channels, scale, globalResidual, slope }: SuperResolutionTailOptions,
): SymbolicTensor {
  let x = features;
  for (const [index, factor] of upsamplingFactors(scale).entries()) {
    const name = `UP${index + 1}`;
    const wide = convolve(`${name}.conv`, x, channels * factor * factor);
    x = new PixelShuffle({ name: `${name}.shuffle`, factor }).apply(wide) as SymbolicTensor;
    x = leaky(name, x, slope);
  }
  x = leaky('HRConv', convolve('HRConv.conv', x, channels), slope);
  if (!globalResidual) return convolve('Output', x, 3);
  const upsampled =
    scale === 1 ? lr : (new BilinearUpsampling({ name: 'Upsampled', scale }).apply(lr) as SymbolicTensor);
  return layers.add({ name: 'Output' }).apply([convolve('Output.conv', x, 3), upsampled]) as SymbolicTensor;
}

/** The steps that enlarge by a scale, one after another: 2 and 2 for 4; none for 1. */
export function upsamplingFactors(scale: number): number[] {
  return scale === 3 ? [3] : Array.from({ length: Math.log2(scale) }, () => 2);
}

/**
 * Checks a scale before anything is built.
 *
 * @throws InputError for one other than 2, 3, 4, 8.
 */
export function checkScale(network: string, scale: number): void {
  if (![2, 3, 4, 8].includes(scale)) {
    throw new InputError(`${network} upscales by 2, 3, 4 or 8, not by ${String(scale)}.`);
  }
}
