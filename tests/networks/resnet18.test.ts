import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights, saveNetwork } from '../../src/networks/network';
import { resnet18 } from '../../src/networks/architectures/resnet18/network';
import { useOnnxruntime } from '../backend/onnxruntime/against-cpu';
import { byLayers, draw, expectClose, expectSameAsLayers } from '../backend/onnxruntime/compiled/compare';
import { setFormulaWeights } from './formula';

const blocks = [2, 3, 4, 5].flatMap((stage) => [`Conv${stage}_1`, `Conv${stage}_2`]);
const folder = mkdtempSync(path.join(tmpdir(), 'ddr-resnet18-'));
beforeAll(useOnnxruntime);
afterAll(() => {
  closeCompiled();
  rmSync(folder, { recursive: true });
});

describe('ResNet18', () => {
  it('has the layers that the paper names and the size that is known of its CIFAR form', async () => {
    const network = await buildNetwork({ kind: 'resnet18' });
    expect(network.layers).toEqual(['Conv1', ...blocks, 'GAP', 'Output']);
    const sizes = network.model.trainableWeights.map(({ shape }) =>
      (shape as number[]).reduce((a, b) => a * b, 1),
    );
    // As PyTorch counts the CIFAR form of 64 channels and 10 classes that is in common use.
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(11_173_962);
    network.model.dispose();
  });

  it('begins normalised: gamma 1, beta 0, mean 0, variance 1, and logits of moderate size', async () => {
    const network = await buildNetwork({ kind: 'resnet18', width: 16, seed: 2 });
    const weights = await readWeights(network.model);
    const starts = { gamma: 1, beta: 0, moving_mean: 0, moving_variance: 1 };
    for (const [kind, start] of Object.entries(starts)) {
      const found = [...weights].filter(([name]) => name.endsWith(`/${kind}`));
      // 17 convolutions of 3 x 3 and three projections.
      expect(found.length).toBe(20);
      for (const [, { data }] of found) expect(data.every((value) => value === start)).toBe(true);
    }
    const { data } = weights.get('Conv4_1.conv2/kernel')!;
    const variance = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
    // 36,864 draws: the variance's own relative deviation is sqrt(2 / 36864), below 1 %.
    expect(variance / (2 / (9 * 64))).toBeCloseTo(1, 1);
    // As in training, where batches are normalised.
    tf.tidy(() => {
      const x = tf.tensor(draw([8, 16, 16, 3], 1).data.map(Math.abs), [8, 16, 16, 3]);
      const logits = network.model.apply(x, { training: true }) as tf.Tensor;
      const size = tf.sqrt(tf.mean(tf.square(logits))).dataSync()[0];
      expect(size).toBeGreaterThan(0.1);
      expect(size).toBeLessThan(3);
    });
    network.model.dispose();
  });

  it('takes images of any size; compiled, each of its layers is what tfjs computes', () => {
    const model = setFormulaWeights(resnet18({ width: 16 }));
    const tensors = ['Conv1', ...blocks, 'GAP', 'Output'].map(
      (name) => model.getLayer(name).output as SymbolicTensor,
    );
    for (const dims of [
      [2, 8, 8, 3],
      [1, 32, 32, 3],
      [1, 19, 13, 3],
    ]) {
      const x = draw(dims);
      const expected = byLayers(model, tensors, x);
      const actual = compiledModel(model, tensors)!.run(x);
      tensors.forEach((_, i) => expectClose(actual[i], expected[i]));
    }
    // Alone, where more can be fused.
    expectSameAsLayers(model, [tensors[2], tensors[10]], draw([1, 12, 12, 3]));
    model.dispose();
  });

  it('comes back from its file with the moving means and variances', async () => {
    const file = path.join(folder, 'resnet18.safetensors');
    const network = await buildNetwork({ kind: 'resnet18', width: 4, classes: 3 });
    setFormulaWeights(network.model);
    await saveNetwork(file, network);
    const read = await loadNetwork(file);
    expect(read.spec).toEqual(network.spec);
    const x = draw([2, 9, 8, 3]);
    const [before, after] = [network, read].map(({ model }) => byLayers(model, model.outputs, x)[0]);
    expect(after.dims).toEqual([2, 3]);
    expect(after.data).toEqual(before.data);
    for (const { model } of [network, read]) model.dispose();
  });

  it('refuses sizes that make no network', () => {
    expect(() => resnet18({ width: 0 })).toThrow(InputError);
    expect(() => resnet18({ width: 0 })).toThrow(/ResNet18: width/);
    expect(() => resnet18({ classes: 2.5 })).toThrow(/classes .*not 2.5/);
  });
});
