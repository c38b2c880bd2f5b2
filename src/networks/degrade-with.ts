import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { cropToMultiple } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import * as tf from '@tensorflow/tfjs-core';
import { degraderInput, givenTo } from './architectures/degrader/given';
import type { Network } from './network';

/**
 * What a network that degrades makes of an image, clipped to [0, 1] and rounded to 8 bits as an LR file is.
 *
 * @param image H x W x 3 in [0, 1]; LR for a network from LR to LR. HR for one from HR to LR, whose result is a quarter as large: rows and columns beyond a multiple of 4 are left out.
 * @param seed of the noise that goes in; the same seed, the same image. Default 0.
 * @throws InputError for a network of another kind, and for an HR image of fewer than 4 rows or columns.
 */
export async function degradeWith(
  { model, spec }: Pick<Network, 'model' | 'spec'>,
  image: Image,
  { seed = 0 }: { readonly seed?: number } = {},
): Promise<Image> {
  const input = degraderInput(spec);
  if (!input) {
    throw new InputError(`A network of kind ${spec.kind} does not degrade: that takes one of kind degrader.`);
  }
  const whole = cropToMultiple(image, input.shrinks);
  const { height, width } = whole;
  const given = givenTo(input, whole, createRandom(seed));
  const dims = [1, height, width, given.length / (height * width)];
  const compiled = await imageToImage(model, { data: given, dims }, {});
  const samples = compiled
    ? compiled.data
    : tf.tidy(() => (model.predict(tf.tensor(given, dims)) as tf.Tensor).dataSync<'float32'>());
  return createImage(height / input.shrinks, width / input.shrinks, eightBits(samples));
}

/** Samples clipped to [0, 1], in steps of 1/255. */
export function eightBits(samples: Float32Array): Float32Array {
  return Float32Array.from(samples, (value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255);
}
