import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import * as tf from '@tensorflow/tfjs-core';
import { type Batch, degraderInput, givenTo } from './architectures/degrader/given';
import { eightBits } from './degrade-with';
import type { Network } from './network';

/**
 * What a network that degrades makes of images of one size, all in one call: as `degradeWith` of each, with its own seed.
 *
 * @param images N x H x W x 3 in [0, 1]; HR for a network from HR to LR, whose sides are multiples of 4 then.
 * @param seeds of the noise that goes in, one for each image.
 * @returns LR images, N x H x W x 3 or N x H/4 x W/4 x 3, in [0, 1] in steps of 1/255.
 * @throws InputError for a network of another kind, and for another number of seeds than images.
 */
export function degradeBatch(
  { model, spec }: Pick<Network, 'model' | 'spec'>,
  { data, height, width }: Batch,
  seeds: readonly number[],
): Float32Array {
  const input = degraderInput(spec);
  if (!input) {
    throw new InputError(`A network of kind ${spec.kind} does not degrade: that takes one of kind degrader.`);
  }
  const size = height * width * 3;
  if (data.length !== seeds.length * size) {
    throw new InputError(
      `${seeds.length} seeds for ${data.length / size} images of ${height} x ${width}: give one for each.`,
    );
  }
  const planes = 3 + input.noise;
  const given = new Float32Array(seeds.length * height * width * planes);
  seeds.forEach((seed, n) => {
    const image = { data: data.subarray(n * size, (n + 1) * size), height, width };
    given.set(givenTo(input, image, createRandom(seed)), n * height * width * planes);
  });
  const dims = [seeds.length, height, width, planes];
  const compiled = compiledModel(model, model.outputs)?.run({ data: given, dims })[0];
  return eightBits(
    compiled
      ? compiled.data
      : tf.tidy(() => (model.predict(tf.tensor(given, dims)) as tf.Tensor).dataSync<'float32'>()),
  );
}
