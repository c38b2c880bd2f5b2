import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import * as tf from '@tensorflow/tfjs-core';
import { NOISE_PLANES } from './architectures/degrader/network';
import type { Network } from './network';

/**
 * What a network that degrades makes of an image, clipped to [0, 1] and rounded to 8 bits as an LR file is.
 *
 * @param image H x W x 3 in [0, 1]; LR for a network from LR to LR.
 * @param seed of the noise that goes in; the same seed, the same image. Default 0.
 * @throws InputError for a network of another kind.
 */
export async function degradeWith(
  { model, spec }: Pick<Network, 'model' | 'spec'>,
  image: Image,
  { seed = 0 }: { readonly seed?: number } = {},
): Promise<Image> {
  if (spec.kind !== 'degrader') {
    throw new InputError(`A network of kind ${spec.kind} does not degrade: that takes one of kind degrader.`);
  }
  const { height, width } = image;
  const planes = spec.noise ? 3 + NOISE_PLANES : 3;
  const random = createRandom(seed);
  const data = new Float32Array(height * width * planes);
  for (let pixel = 0; pixel < height * width; pixel++) {
    data.set(image.data.subarray(3 * pixel, 3 * pixel + 3), pixel * planes);
    for (let plane = 3; plane < planes; plane++) data[pixel * planes + plane] = random.normal();
  }
  const batch = { data, dims: [1, height, width, planes] };
  const compiled = await imageToImage(model, batch, {});
  const samples = compiled
    ? compiled.data
    : tf.tidy(() =>
        (model.predict(tf.tensor(data, [1, height, width, planes])) as tf.Tensor).dataSync<'float32'>(),
      );
  return createImage(
    height,
    width,
    Float32Array.from(samples, (value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255),
  );
}
