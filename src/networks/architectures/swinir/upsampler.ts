import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, leaky } from '../parts/convolve';
import { upsamplingFactors } from '../parts/super-resolution-tail';

/**
 * How SwinIR enlarges features: `direct`, one convolution and a pixel shuffle to the image (the light network, `pixelshuffledirect`); `shuffle`, convolutions with pixel shuffles (the classical
 * one, `pixelshuffle`); `nearest`, convolutions of pixels repeated (the real-world one, `nearest+conv`).
 */
export type Upsampler = 'direct' | 'shuffle' | 'nearest';

/** Of the LeakyReLU behind the first convolution: PyTorch's own. */
const BEFORE = 0.01;

/** Of the others, which `nearest` has. */
const SLOPE = 0.2;

/**
 * From features, N x H x W x C, to an image of N x (s H) x (s W) x 3, which the layer `Output.conv` ends (`direct`: `Output.shuffle`). `shuffle` and `nearest` have PreUP (a convolution with
 * LeakyReLU to `upChannels`) and UP1, UP2, ... in front of it, `nearest` HRConv as well. A scale of 1 is one convolution.
 */
export function enlarged(
  features: SymbolicTensor,
  options: { readonly scale: number; readonly upsampler: Upsampler; readonly upChannels: number },
): SymbolicTensor {
  const { scale, upsampler, upChannels } = options;
  if (scale === 1) return convolve('Output.conv', features, 3);
  if (upsampler === 'direct') {
    const wide = convolve('Output.conv', features, 3 * scale ** 2);
    return new PixelShuffle({ name: 'Output.shuffle', factor: scale }).apply(wide) as SymbolicTensor;
  }
  let x = leaky('PreUP', convolve('PreUP.conv', features, upChannels), BEFORE);
  for (const [index, factor] of upsamplingFactors(scale).entries()) {
    const name = `UP${index + 1}`;
    if (upsampler === 'shuffle') {
      const wide = convolve(`${name}.conv`, x, upChannels * factor ** 2);
      x = new PixelShuffle({ name, factor }).apply(wide) as SymbolicTensor;
    } else {
      const size: [number, number] = [factor, factor];
      const repeated = layers.upSampling2d({ name: `${name}.nearest`, size }).apply(x) as SymbolicTensor;
      x = leaky(name, convolve(`${name}.conv`, repeated, upChannels), SLOPE);
    }
  }
  if (upsampler === 'nearest') x = leaky('HRConv', convolve('HRConv.conv', x, upChannels), SLOPE);
  return convolve('Output.conv', x, 3);
}
