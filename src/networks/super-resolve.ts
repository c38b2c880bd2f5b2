import * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import { InputError } from '@ddr-lab/base/errors';
import { type Clip, sideBySide } from '@ddr-lab/images/clip';
import { createImage, type Image } from '@ddr-lab/images/image';
import { unstackImages } from '@ddr-lab/images/tensors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { checkInput, frameCount } from './check-input';
import { isGraphNetwork, type Runnable } from './tappable';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `superResolve` takes besides network and image. */
export interface SuperResolveOptions {
  /** Tells of the tiles of a large image; of a small one, once. */
  readonly onProgress?: OnProgress;
  /** Stops between two tiles; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The network's output for one image, or the centre frame of a clip: (s H) x (s W), clipped to [0, 1]. On the onnxruntime backend an image of any
 * size takes little memory beyond its features at LR size: it is computed in tiles, with the same result.
 *
 * @throws InputError for a network that takes or puts out something else than such images.
 */
export async function superResolve(
  network: Runnable,
  image: Image | Clip,
  options: SuperResolveOptions = {},
): Promise<Image> {
  (options.signal ?? currentSignal())?.throwIfAborted();
  const { height, width } = image;
  const frames = frameCount(image);
  const data = 'frames' in image ? sideBySide(image) : image.data;
  const dims = [1, height, width, 3 * frames];
  if (isGraphNetwork(network)) {
    const output = await network.predict({ data, dims });
    options.onProgress?.({ done: 1, total: 1 });
    return clipped(output);
  }
  checkInput(network, frames);
  const compiled = await imageToImage(network.model, { data, dims }, options);
  if (compiled) return clipped(compiled);
  const input = tf.tensor(data, dims);
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

/** The image in an array of its own, which is clipped in place. */
function clipped({ data, dims }: Numbers): Image {
  if (dims.length !== 4 || dims[3] !== 3) {
    throw new InputError(`The network puts out ${dims.join(' x ')} numbers: no image in three colours.`);
  }
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]));
  return createImage(dims[1], dims[2], data);
}
