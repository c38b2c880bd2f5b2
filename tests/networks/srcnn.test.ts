import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights, saveNetwork } from '../../src/networks/network';
import { srcnn } from '../../src/networks/architectures/srcnn/network';
import { superResolve } from '../../src/networks/super-resolve';
import { createRandom } from '@ddr-lab/base/random';
import { useOnnxruntime } from '../backend/onnxruntime/against-cpu';
import { byLayers, draw, expectClose, expectSameAsLayers } from '../backend/onnxruntime/compiled/compare';
import { setFormulaWeights } from './formula';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-srcnn-'));
beforeAll(useOnnxruntime);
afterAll(() => {
  closeCompiled();
  rmSync(folder, { recursive: true });
});

const random = createRandom(6);
const image = mapSamples(createImage(7, 5), () => random.uniform());

describe('SRCNN', () => {
  it.each([3, 5, 7, 9, 11, 13])('of %i layers: names and number of weights', async (layers) => {
    const network = await buildNetwork({ kind: 'srcnn', layers });
    const names = Array.from({ length: layers - 1 }, (_, k) => `Conv${k + 1}`);
    expect(network.layers).toEqual([...names, 'Output']);
    const conv = (side: number, from: number, to: number): number => side ** 2 * from * to + to;
    // 9-5-5 and 64-32 as Dong et al. 2016, for three colours; in between 3 x 3.
    const ends = conv(9, 3, 64) + conv(5, 64, 32) + conv(5, 32, 3);
    expect(network.model.countParams()).toBe(ends + (layers - 3) * conv(3, 64, 64));
    network.model.dispose();
  });

  it('starts from the same weights with and without global residual', async () => {
    const draws = [true, false].map((globalResidual) =>
      srcnn({ layers: 5, channels: 8, globalResidual, seed: 4 }),
    );
    const [wgr, wogr] = await Promise.all(draws.map((model) => readWeights(model)));
    expect([...wgr.keys()].map((name) => name.replace('Output.conv', 'Output'))).toEqual([...wogr.keys()]);
    for (const [name, { data }] of wogr)
      expect(wgr.get(name.replace('Output', 'Output.conv'))?.data ?? wgr.get(name)!.data).toEqual(data);
    draws.forEach((model) => model.dispose());
  });

  it('with global residual and zero weights is `resize`, clipped; without it, black', async () => {
    const upsampled = resize(image, { scale: 4 }).data.map((value) => Math.min(1, Math.max(0, value)));
    for (const globalResidual of [true, false]) {
      const network = await buildNetwork({ kind: 'srcnn', channels: 4, globalResidual });
      for (const weight of network.model.weights) {
        const zeros = tf.zeros(weight.shape as number[]);
        weight.write(zeros);
        zeros.dispose();
      }
      const out = await superResolve(network, image);
      expect([out.height, out.width]).toEqual([28, 20]);
      // resize sums in float64.
      out.data.forEach((value, i) =>
        expect(Math.abs(value - (globalResidual ? upsampled[i] : 0))).toBeLessThan(1e-6),
      );
      network.model.dispose();
    }
  });

  it.each([
    [3, true, 16],
    [7, false, 32],
  ] as const)('of %i layers, residual %s, %i channels: compiled as by tfjs', (count, residual, channels) => {
    const model = setFormulaWeights(srcnn({ layers: count, channels, scale: 3, globalResidual: residual }));
    const names = [...Array.from({ length: count - 1 }, (_, k) => `Conv${k + 1}`), 'Output'];
    const tensors = names.map((name) => model.getLayer(name).output as SymbolicTensor);
    expectSameAsLayers(model, tensors, draw([2, 6, 5, 3]));
    const single = draw([1, 1, 1, 3]);
    expectClose(compiledModel(model, tensors)!.run(single)[0], byLayers(model, tensors, single)[0]);
    closeCompiled();
    model.dispose();
  });

  it('makes a large image in tiles', async () => {
    const model = setFormulaWeights(srcnn({ layers: 4, channels: 4, scale: 2, globalResidual: true }));
    const x = draw([1, 130, 40, 3]);
    const tiles: number[] = [];
    const actual = await imageToImage(model, x, { tileBytes: 1, onProgress: ({ done }) => tiles.push(done) });
    expect(tiles.length).toBeGreaterThan(1);
    expectClose(actual!, byLayers(model, model.outputs, x)[0]);
    model.dispose();
  });

  it('comes back from its file', async () => {
    const file = path.join(folder, 'srcnn.safetensors');
    const network = await buildNetwork({
      kind: 'srcnn',
      layers: 5,
      channels: 4,
      kernels: [9, 1, 5],
      scale: 2,
    });
    await saveNetwork(file, network);
    const read = await loadNetwork(file);
    expect(read.spec).toEqual(network.spec);
    expect((await superResolve(read, image)).data).toEqual((await superResolve(network, image)).data);
    for (const { model } of [network, read]) model.dispose();
  });

  it('refuses sizes that make no network', () => {
    expect(() => srcnn({ layers: 2 })).toThrow(InputError);
    expect(() => srcnn({ layers: 2 })).toThrow(/3 or more, not 2/);
    expect(() => srcnn({ channels: 7 })).toThrow(/even, not 7/);
    expect(() => srcnn({ scale: 1.5 })).toThrow(/scale .*not 1.5/);
    expect(() => srcnn({ kernels: [9, 0, 5] })).toThrow(/kernels: of layer 2 /);
  });
});
