import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { DynamicDepthwise } from '@ddr-lab/engine/layers/dynamic-depthwise';
import { encoderLayers, type DegradationEncoderOptions } from '../degradation-encoder/network';
import { encoderSlope } from '../degradation-encoder/slope';
import { leaky } from './convolve';

/** PyTorch's own drawing of weights, as a share of Kaiming's deviation: 1 / sqrt(3 fan in) of sqrt(2 / fan in). */
export const pytorchGain = Math.sqrt(1 / 6);

/** A dense layer of rows; without a bias where nothing is said. */
export const dense = (
  name: string,
  x: SymbolicTensor,
  units: number,
  { activation, useBias = false }: { readonly activation?: 'sigmoid'; readonly useBias?: boolean } = {},
): SymbolicTensor => layers.dense({ name, units, useBias, activation }).apply(x) as SymbolicTensor;

/** What all blocks are told of the degradation: an encoder's representation, brought to as many numbers as there are channels (Told). */
export function told(
  lr: SymbolicTensor,
  encoder: Omit<DegradationEncoderOptions, 'seed'>,
  channels: number,
): SymbolicTensor {
  return leaky('Told', dense('Told.dense', encoderLayers(lr, encoder), channels), encoderSlope);
}

/** Features (N x H x W x C) filtered channel by channel, by 3 x 3 kernels that are made of `vector`, and a LeakyReLU. */
export function toldFilter(name: string, x: SymbolicTensor, vector: SymbolicTensor): SymbolicTensor {
  const channels = x.shape[3]!;
  const hidden = leaky(`${name}.kernel.relu`, dense(`${name}.kernel1`, vector, channels), encoderSlope);
  const kernels = dense(`${name}.kernel2`, hidden, 9 * channels);
  const seen = new DynamicDepthwise({ name: `${name}.filtered` }).apply([x, kernels]) as SymbolicTensor;
  return leaky(`${name}.filtered.relu`, seen, encoderSlope);
}

/** Features, each channel times a weight between 0 and 1 that is made of `vector`. */
export function toldAttention(name: string, x: SymbolicTensor, vector: SymbolicTensor): SymbolicTensor {
  const channels = x.shape[3]!;
  const squeezed = leaky(
    `${name}.attention.relu`,
    dense(`${name}.attention1`, vector, Math.max(4, channels >> 3)),
    encoderSlope,
  );
  const weights = layers
    .reshape({ name: `${name}.weights`, targetShape: [1, 1, channels] })
    .apply(dense(`${name}.attention2`, squeezed, channels, { activation: 'sigmoid' }));
  return layers
    .multiply({ name: `${name}.attended` })
    .apply([x, weights as SymbolicTensor]) as SymbolicTensor;
}
