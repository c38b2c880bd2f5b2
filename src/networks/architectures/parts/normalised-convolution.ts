import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { encoderSlope } from '../degradation-encoder/slope';
import { convolve, leaky, type ConvolveOptions } from './convolve';

/** A convolution, batch normalisation (momentum 0.9, PyTorch's 0.1; epsilon 1e-5) and LeakyReLU 0.1: what degradation encoders are made of. */
export function normalisedConvolution(
  name: string,
  x: SymbolicTensor,
  filters: number,
  options: ConvolveOptions = {},
): SymbolicTensor {
  const normalised = layers
    .batchNormalization({ name: `${name}.norm`, momentum: 0.9, epsilon: 1e-5 })
    .apply(convolve(`${name}.conv`, x, filters, options)) as SymbolicTensor;
  return leaky(name, normalised, encoderSlope);
}
