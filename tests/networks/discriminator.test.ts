import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { InputError } from '@ddr-lab/base/errors';
import { discriminator } from '../../src/networks/architectures/discriminator/network';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, saveNetwork } from '../../src/networks/network';
import { useOnnxruntime } from '../backend/onnxruntime/against-cpu';
import { byLayers, draw, expectSameAsLayers } from '../backend/onnxruntime/compiled/compare';
import { setFormulaWeights } from './formula';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-discriminator-'));
beforeAll(useOnnxruntime);
afterAll(() => {
  closeCompiled();
  rmSync(folder, { recursive: true });
});

describe('discriminator', () => {
  it("has the layers and the sizes of SRGAN's", async () => {
    const network = await buildNetwork({ kind: 'discriminator', size: 32, width: 16, dense: 64 });
    const names = Array.from({ length: 8 }, (_, k) => `Conv${k + 1}`);
    expect(network.layers).toEqual([...names, 'Dense1', 'Output']);
    // Ledig et al. 2017, Fig. 4: k3n64s1, k3n64s2, k3n128s1 ... k3n512s2, 1024, 1; here a quarter of the channels.
    const widths = [3, 16, 16, 32, 32, 64, 64, 128, 128];
    const kernels = widths.slice(1).map((to, k) => 9 * widths[k] * to);
    const normalised = 2 * widths.slice(2).reduce((a, b) => a + b, 0);
    const dense = 2 * 2 * 128 * 64 + 64 + 64 + 1;
    const sizes = network.model.trainableWeights.map(({ shape }) =>
      (shape as number[]).reduce((a, b) => a * b, 1),
    );
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(
      kernels.reduce((a, b) => a + b, 0) + 16 + normalised + dense,
    );
    network.model.dispose();
  });

  it('widens no further than eight times', () => {
    const model = discriminator({ size: 64, stages: 5, width: 2, dense: 4 });
    expect(model.getLayer('Conv10').outputShape).toEqual([null, 2, 2, 16]);
    model.dispose();
  });

  it('with a map of verdicts takes images of any size', () => {
    const model = setFormulaWeights(discriminator({ head: 'map', stages: 3, width: 4 }));
    for (const [side, logits] of [
      [24, 3],
      [17, 3],
      [8, 1],
    ]) {
      const [map] = byLayers(model, model.outputs, draw([2, side, side, 3]));
      expect(map.dims).toEqual([2, logits, logits, 1]);
    }
    expect(model.layers.some(({ name }) => name.startsWith('Dense'))).toBe(false);
    model.dispose();
  });

  it('is undecided at first, and a gradient comes to every weight and to the image', () => {
    const model = discriminator({ size: 16, stages: 3, width: 8, dense: 16, seed: 1 });
    tf.tidy(() => {
      const x = tf.tensor(draw([8, 16, 16, 3], 1).data.map(Math.abs), [8, 16, 16, 3]);
      const verdicts = (images: tf.Tensor): tf.Tensor => model.apply(images, { training: true }) as tf.Tensor;
      const sizes = verdicts(x).abs().dataSync();
      expect(Math.max(...sizes)).toBeLessThan(4);
      const fooled = (images: tf.Tensor): tf.Scalar =>
        tf.losses.sigmoidCrossEntropy(tf.ones([8, 1]), verdicts(images)) as tf.Scalar;
      const { grads } = tf.variableGrads(() => fooled(x));
      expect(Object.keys(grads).length).toBeGreaterThanOrEqual(model.trainableWeights.length);
      for (const gradient of [...Object.values(grads), tf.grad(fooled)(x)]) {
        const norm = tf.norm(gradient).dataSync()[0];
        expect(Number.isFinite(norm)).toBe(true);
        expect(norm).toBeGreaterThan(0);
      }
    });
    model.dispose();
  });

  it('with detail begins by looking at structure: a plain image leaves Conv1 as it is, whatever its colour', () => {
    const options = { head: 'map', stages: 1, width: 4, normalisation: 'none', seed: 3 } as const;
    const usual = discriminator(options);
    const model = discriminator({ ...options, detail: 8 });
    const conv1 = model.getLayer('Conv1').output as SymbolicTensor;
    const plain = { data: new Float32Array(8 * 8 * 3).fill(0.7), dims: [1, 8, 8, 3] };
    const [features] = byLayers(model, [conv1], plain);
    const inner = [3, 4].flatMap((y) => [...features.data.slice((8 * y + 3) * 4, (8 * y + 5) * 4)]);
    for (const value of inner) expect(value).toBeCloseTo(0, 5);
    const kernel = (of: typeof model): Float32Array =>
      of.getLayer('Conv1.conv').getWeights()[0].dataSync() as Float32Array;
    // Differences of two places of one kernel are those of the usual draw, eight times as large.
    const [ours, theirs] = [kernel(model), kernel(usual)];
    for (let i = 0; i < 12; i++)
      expect(ours[i] - ours[i + 12]).toBeCloseTo(8 * (theirs[i] - theirs[i + 12]), 4);
    for (const made of [usual, model]) made.dispose();
  });

  it.each([
    ['dense', { size: 16, stages: 3, width: 16, dense: 32 }],
    ['map', { head: 'map', stages: 2, width: 16 }],
  ] as const)('%s: compiled as by tfjs', (_, options) => {
    const model = setFormulaWeights(discriminator(options));
    const names = model.layers.map(({ name }) => name).filter((name) => !/[.]|^Input$/.test(name));
    const tensors = names.map((name) => model.getLayer(name).output as SymbolicTensor);
    expectSameAsLayers(model, tensors, draw([2, 16, 16, 3]));
    closeCompiled();
    model.dispose();
  });

  it('comes back from its file', async () => {
    const file = path.join(folder, 'discriminator.safetensors');
    const network = await buildNetwork({ kind: 'discriminator', size: 8, stages: 2, width: 4, dense: 6 });
    setFormulaWeights(network.model);
    await saveNetwork(file, network);
    const read = await loadNetwork(file);
    const x = draw([3, 8, 8, 3]);
    const [before, after] = [network, read].map(({ model }) => byLayers(model, model.outputs, x)[0]);
    expect(after.dims).toEqual([3, 1]);
    expect(after.data).toEqual(before.data);
    for (const { model } of [network, read]) model.dispose();
  });

  it('refuses sizes that make no network', () => {
    expect(() => discriminator({ size: 100 })).toThrow(InputError);
    expect(() => discriminator({ size: 100 })).toThrow(/multiple of 16 .*4 times, not 100/);
    expect(() => discriminator({ head: 'wide' as 'map' })).toThrow(/dense or map, not wide/);
    expect(() => discriminator({ width: -1 })).toThrow(/width/);
    expect(() => discriminator({ detail: 0 })).toThrow(/detail is a positive number, not 0/);
    expect(() => discriminator({ head: 'map', size: 100, width: 2, stages: 1 }).dispose()).not.toThrow();
  });
});
