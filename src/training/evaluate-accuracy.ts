import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { compiledModel } from '../backend/onnxruntime/compiled/compiled-model';
import type { LabelledImages } from './data/labelled-images';
import { testBatches } from './data/labelled-test';

/** The share of images, 0 to 1, whose largest logit is that of their class. */
export function evaluateAccuracy(model: LayersModel, set: LabelledImages): number {
  const { height, width } = set;
  const compiled = compiledModel(model, model.outputs);
  let right = 0;
  for (const { images, labels } of testBatches(set)) {
    const dims = [labels.length, height, width, 3];
    const logits = compiled
      ? compiled.run({ data: images, dims })[0].data
      : tf.tidy(() => (model.predict(tf.tensor(images, dims)) as tf.Tensor).dataSync<'float32'>());
    const classes = logits.length / labels.length;
    labels.forEach((label, n) => {
      const own = logits.subarray(n * classes, (n + 1) * classes);
      if (own.indexOf(Math.max(...own)) === label) right++;
    });
  }
  return right / set.count;
}
