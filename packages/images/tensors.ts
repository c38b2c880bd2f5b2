import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { createImage, type Image } from './image';

/**
 * Images of one size as a tensor of shape N x H x W x 3; the caller disposes it.
 *
 * @throws InputError when there is no image, or one has another size than the first.
 */
export function stackImages(images: readonly Image[]): tf.Tensor4D {
  if (images.length === 0) throw new InputError('No images were given.');
  const { height, width } = images[0];
  const data = new Float32Array(images.length * height * width * 3);
  images.forEach((image, i) => {
    if (image.height !== height || image.width !== width) {
      throw new InputError(
        `Images must have one size: image ${i} is ${image.height} x ${image.width}, the first ${height} x ${width}.`,
      );
    }
    data.set(image.data, i * height * width * 3);
  });
  return tf.tensor4d(data, [images.length, height, width, 3]);
}

/** The images of an N x H x W x 3 tensor, clipped to [0, 1]; the tensor is kept. */
export async function unstackImages(tensor: tf.Tensor4D): Promise<Image[]> {
  const [n, height, width] = tensor.shape;
  const size = height * width * 3;
  const data = await tensor.data<'float32'>();
  return Array.from({ length: n }, (_, i) =>
    createImage(
      height,
      width,
      data.slice(i * size, (i + 1) * size).map((value) => Math.min(1, Math.max(0, value))),
    ),
  );
}
