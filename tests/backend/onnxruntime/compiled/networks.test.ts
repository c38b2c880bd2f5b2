import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as buildModel,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled, maxCompiled, openCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { compiledModel, type Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { srresnet, type SrresnetOptions } from '../../../../src/networks/architectures/srresnet/network';
import { useOnnxruntime } from '../against-cpu';
import { byLayers, draw, drawWeights, expectClose, expectSameAsLayers } from './compare';

beforeAll(useOnnxruntime);
afterAll(() => closeCompiled());

const small: SrresnetOptions = { channels: 8, blocks: 3, outerGain: 1 };

describe('SRResNet', () => {
  it.each([
    [2, true],
    [3, true],
    [4, true],
    [2, false],
    [3, false],
    [4, false],
  ] as const)('x%i, global residual %s: every layer, whatever the size', (scale, globalResidual) => {
    const model = srresnet({ ...small, scale, globalResidual });
    const tensors = model.layers.map((layer) => layer.output as SymbolicTensor);
    for (const dims of [
      [1, 1, 1, 3],
      [2, 3, 5, 3],
      [3, 8, 8, 3],
      [1, 13, 6, 3],
    ]) {
      const x = draw(dims, scale);
      const expected = byLayers(model, tensors, x);
      compiledModel(model, tensors)!
        .run(x)
        .forEach((actual, i) => expectClose(actual, expected[i]));
    }
    closeCompiled();
    model.dispose();
  });

  it.each([12, 64])('with %i channels, alone at the end', (channels) => {
    const model = srresnet({ ...small, channels });
    const tensors = ['RB3', 'Output'].map((name) => model.getLayer(name).output as SymbolicTensor);
    expectSameAsLayers(model, tensors, draw([2, 6, 7, 3]));
    model.dispose();
  });
});

/** A residual network for CIFAR-10 in small: convolutions with batch norm, a stride, a projection, a classifier. */
function classifier(): LayersModel {
  const x = input({ shape: [32, 32, 3] });
  const conv = (from: typeof x, filters: number, strides: number, kernelSize = 3): typeof x => {
    const plain = layers
      .conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false })
      .apply(from);
    return layers.batchNormalization().apply(plain) as typeof x;
  };
  const relu = (from: typeof x): typeof x => layers.reLU().apply(from) as typeof x;
  const first = relu(conv(x, 16, 1));
  const inner = conv(relu(conv(first, 24, 2)), 24, 1);
  const block = relu(layers.add().apply([inner, conv(first, 24, 2, 1)]) as typeof x);
  const pooled = layers.globalAveragePooling2d({}).apply(block);
  const output = layers.dense({ units: 10, activation: 'softmax' }).apply(pooled) as typeof x;
  return drawWeights(buildModel({ inputs: x, outputs: output }));
}

it('a classifier with batch normalisation, strides and a projection', () => {
  const model = classifier();
  const tensors = model.layers.slice(1).map((layer) => layer.output as SymbolicTensor);
  expectSameAsLayers(model, [tensors[3], tensors[tensors.length - 4]], draw([2, 32, 32, 3]));
  expectSameAsLayers(model, model.outputs, draw([2, 32, 32, 3]));
  model.dispose();
});

describe('weights', () => {
  const x = draw([1, 4, 5, 3]);
  const run = (model: LayersModel): Numbers => compiledModel(model, model.outputs)!.run(x)[0];

  it('are those of now, after each change', () => {
    const model = srresnet(small);
    const before = run(model);
    // The same numbers written anew, then others, then by an optimiser.
    const weight = model.weights[0];
    const kept = tf.clone(weight.read());
    weight.write(kept);
    expectClose(run(model), before, 0);
    drawWeights(model, 5);
    expectClose(run(model), byLayers(model, model.outputs, x)[0]);
    const changed = run(model);
    tf.tidy(() => {
      const optimizer = tf.train.sgd(0.01);
      optimizer.minimize(() =>
        tf.mean(tf.square(model.predict(tf.tensor(x.data, [1, 4, 5, 3])) as tf.Tensor)),
      );
    });
    expectClose(run(model), byLayers(model, model.outputs, x)[0]);
    expect(run(model).data).not.toEqual(changed.data);
    kept.dispose();
    model.dispose();
  });

  it('of two networks alike are kept apart', () => {
    const [a, b] = [srresnet({ ...small, seed: 1 }), srresnet({ ...small, seed: 2 })];
    for (const model of [a, b, a, b]) expectClose(run(model), byLayers(model, model.outputs, x)[0]);
    expect(run(a).data).not.toEqual(run(b).data);
    a.dispose();
    b.dispose();
  });

  it('that are gone are told of', () => {
    const model = srresnet(small);
    run(model);
    model.dispose();
    expect(() => run(model)).toThrow(/disposed/);
  });
});

describe('what stays loaded', () => {
  it('is bounded, and nothing grows over 200 networks', () => {
    const x = draw([1, 8, 8, 3]);
    const threads = (): number =>
      process.platform === 'linux' ? readdirSync('/proc/self/task').length : openCompiled();
    const round = (seed: number): void => {
      const model = srresnet({ ...small, blocks: 1, seed });
      compiledModel(model, model.outputs)!.run(x);
      model.dispose();
    };
    for (let seed = 0; seed < 30; seed++) round(seed);
    const before = {
      tensors: tf.memory().numTensors,
      threads: threads(),
      resident: process.memoryUsage.rss(),
    };
    for (let seed = 0; seed < 200; seed++) round(seed);
    expect(openCompiled()).toBe(maxCompiled);
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(threads()).toBeLessThanOrEqual(before.threads);
    // A network of this size holds some 60 KB: kept, 200 of them with a graph and its memory would be over 100 MB.
    expect(process.memoryUsage.rss() - before.resident).toBeLessThan(40 * 2 ** 20);
    closeCompiled();
    expect(openCompiled()).toBe(0);
  });
});
