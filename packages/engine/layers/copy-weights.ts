import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A weight of a layer or model, as tfjs has it. */
export type Weight = LayersModel['weights'][number];

/** Gives one weight the numbers of another of the same shape, in memory of its own. */
export function copyWeight(from: Weight, to: Weight): void {
  const tensor = tf.tensor(from.read().dataSync<'float32'>().slice(), from.shape as number[]);
  to.write(tensor);
  tensor.dispose();
}
