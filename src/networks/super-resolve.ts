import type * as tf from '@tensorflow/tfjs-core';
import type { Image } from '../images/image';
import { stackImages, unstackImages } from '../images/stack';
import type { Network } from './network';

/** The network's output for one image: (s H) x (s W), clipped to [0, 1]. */
export async function superResolve(network: Pick<Network, 'model'>, image: Image): Promise<Image> {
  const input = stackImages([image]);
  const output = network.model.predict(input) as tf.Tensor4D;
  input.dispose();
  try {
    return (await unstackImages(output))[0];
  } finally {
    output.dispose();
  }
}
