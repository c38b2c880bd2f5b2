import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve } from './convolve';

/**
 * SRResNet's block without batch normalisation: two 3 x 3 convolutions with a ReLU between, added to what came in. N x H x W x C to the same.
 *
 * @param sum the name of the layer that gives the result; default `name`. Layers inside begin with `name` and a dot.
 */
export function residualBlock(name: string, x: SymbolicTensor, sum = name): SymbolicTensor {
  const channels = x.shape[3]!;
  const inner = convolve(`${name}.conv1`, x, channels);
  const activated = layers.reLU({ name: `${name}.relu` }).apply(inner) as SymbolicTensor;
  return layers
    .add({ name: sum })
    .apply([x, convolve(`${name}.conv2`, activated, channels)]) as SymbolicTensor;
}
