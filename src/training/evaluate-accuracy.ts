import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { compiledModel, type Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { LabelledImages } from './data/labelled-images';
import { testBatches } from './data/labelled-test';

/** The share of images, 0 to 1, whose largest logit is that of their class. */
export function evaluateAccuracy(model: LayersModel, set: LabelledImages): Promise<number> {
  const compiled = compiledModel(model, model.outputs);
  return shareRight(set, (batch) =>
    compiled
      ? compiled.run(batch)[0].data
      : tf.tidy(() =>
          (model.predict(tf.tensor(batch.data, [...batch.dims])) as tf.Tensor).dataSync<'float32'>(),
        ),
  );
}

/**
 * The same of any network.
 *
 * @param logitsOf the logits of a batch N x H x W x 3, one number a class for each image.
 */
export async function shareRight(
  set: LabelledImages,
  logitsOf: (batch: Numbers) => Float32Array | Promise<Float32Array>,
): Promise<number> {
  const { height, width } = set;
  let right = 0;
  for (const { images, labels } of testBatches(set)) {
    const logits = await logitsOf({ data: images, dims: [labels.length, height, width, 3] });
    const classes = logits.length / labels.length;
    labels.forEach((label, n) => {
      const own = logits.subarray(n * classes, (n + 1) * classes);
      if (own.indexOf(Math.max(...own)) === label) right++;
    });
  }
  return right / set.count;
}
