import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { model as buildModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { compiledModel, type Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { createRandom } from '@ddr-lab/base/random';

/** Numbers from -1 to 1. */
export function draw(dims: readonly number[], seed = 0): Numbers {
  const random = createRandom(seed);
  const size = dims.reduce((a, b) => a * b, 1);
  return { data: Float32Array.from({ length: size }, () => 2 * random.uniform() - 1), dims };
}

/** Gives every weight of a model numbers that make a difference; variances stay positive. */
export function drawWeights(model: LayersModel, seed = 1): LayersModel {
  model.weights.forEach((weight, index) => {
    const { data, dims } = draw(weight.shape as number[], seed * 1000 + index);
    const values = weight.originalName.endsWith('variance') ? data.map((value) => 1.5 + value) : data;
    const tensor = tf.tensor(values, dims as number[]);
    weight.write(tensor);
    tensor.dispose();
  });
  return model;
}

/** What tfjs computes, kernel by kernel, for the tensors of a model. */
export function byLayers(model: LayersModel, tensors: readonly SymbolicTensor[], x: Numbers): Numbers[] {
  return tf.tidy(() => {
    const part = buildModel({ inputs: model.inputs, outputs: [...tensors] });
    const outputs = [part.predict(tf.tensor(x.data, x.dims as number[]))].flat();
    return outputs.map((output) => ({ data: output.dataSync<'float32'>().slice(), dims: output.shape }));
  });
}

/**
 * Expects two results to be equal within `tolerance` of the largest number; NaN and infinities exactly. By default
 * 1e-5: float32 sums of a few hundred products in another order, over some ten layers, differ by 1e-6.
 */
export function expectClose(actual: Numbers, expected: Numbers, tolerance = 1e-5): void {
  expect([...actual.dims]).toEqual([...expected.dims]);
  const largest = expected.data.reduce(
    (max, v) => (Number.isFinite(v) ? Math.max(max, Math.abs(v)) : max),
    0,
  );
  const wrong = expected.data.findIndex(
    (value, i) =>
      !Object.is(value, actual.data[i]) && !(Math.abs(value - actual.data[i]) <= tolerance * largest),
  );
  if (wrong < 0) return;
  expect.fail(`number ${wrong} is ${actual.data[wrong]}, not ${expected.data[wrong]} (largest: ${largest})`);
}

/** Holds the compiled graph of these tensors against tfjs, each alone and all together. */
export function expectSameAsLayers(model: LayersModel, tensors: readonly SymbolicTensor[], x: Numbers): void {
  const expected = byLayers(model, tensors, x);
  const together = compiledModel(model, tensors)!.run(x);
  tensors.forEach((tensor, i) => {
    expectClose(together[i], expected[i]);
    expectClose(compiledModel(model, [tensor])!.run(x)[0], expected[i]);
  });
}
