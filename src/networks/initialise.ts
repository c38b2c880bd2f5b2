import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createRandom } from '@ddr-lab/base/random';
import { areWeightsGiven } from './weights/given-weights';

/**
 * Draws every kernel from Kaiming's normal distribution (He et al. 2015, fan in) times its gain, sets every bias
 * to zero and every gamma of a batch normalisation to one; returns the same model (BasicSR's
 * `default_init_weights`). `gain` is told a weight's name (`RB1.conv1/kernel`). Each tensor has its own stream of
 * the seed, so that two networks that differ in one layer agree in the others. A model that gets its weights from a
 * file is left as it is.
 */
export function initialise(
  model: LayersModel,
  options: { seed?: number; gain?: (name: string) => number } = {},
): LayersModel {
  const { seed = 0, gain = () => 1 } = options;
  if (areWeightsGiven()) return model;
  model.trainableWeights.forEach((weight, index) => {
    const shape = weight.shape as number[];
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(size);
    if (shape.length > 1) {
      const deviation = gain(weight.originalName) * Math.sqrt(2 / (size / shape[shape.length - 1]));
      const random = createRandom(seed, index);
      for (let i = 0; i < size; i++) values[i] = deviation * random.normal();
    } else if (weight.originalName.endsWith('/gamma')) {
      values.fill(1);
    }
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  });
  return model;
}
