import type * as tf from '@tensorflow/tfjs-core';
import { imageToImage } from '../backend/onnxruntime/compiled/image-to-image';
import { createImage, type Image } from '../images/image';
import { stackImages, unstackImages } from '../images/stack';
import type { OnProgress } from '../progress';
import type { Network } from './network';

/** What `superResolve` takes besides network and image. */
export interface SuperResolveOptions {
  /** Tells of the tiles of a large image; of a small one, once. */
  readonly onProgress?: OnProgress;
  /** Stops between two tiles; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The network's output for one image: (s H) x (s W), clipped to [0, 1]. On the onnxruntime backend an image of any
 * size takes little memory beyond its features at LR size: it is computed in tiles, with the same result.
 */
export async function superResolve(
  network: Pick<Network, 'model'>,
  image: Image,
  options: SuperResolveOptions = {},
): Promise<Image> {
  options.signal?.throwIfAborted();
  const { height, width, data } = image;
  const compiled = await imageToImage(network.model, { data, dims: [1, height, width, 3] }, options);
  if (compiled) {
    const { data: samples, dims } = compiled;
    // An array of its own, so clipped in place.
    for (let i = 0; i < samples.length; i++) samples[i] = Math.min(1, Math.max(0, samples[i]));
    return createImage(dims[1], dims[2], samples);
  }
  const input = stackImages([image]);
  const output = network.model.predict(input) as tf.Tensor4D;
  input.dispose();
  try {
    const [result] = await unstackImages(output);
    options.onProgress?.({ done: 1, total: 1 });
    return result;
  } finally {
    output.dispose();
  }
}
