import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { closeCompiled } from '../../src/backend/onnxruntime/compiled/cache';
import { compiledModel } from '../../src/backend/onnxruntime/compiled/compiled-model';
import { imageToImage } from '../../src/backend/onnxruntime/compiled/image-to-image';
import {
  buildNetwork,
  loadNetwork,
  readWeights,
  saveNetwork,
  type NetworkSpec,
} from '../../src/networks/network';
import { byLayers, draw, expectClose } from '../backend/onnxruntime/compiled/compare';
import { setFormulaWeights } from './formula';

/**
 * Expects a network to be compiled for inference, each of its layers to be what tfjs computes layer by layer, and
 * an image in tiles to be what the whole image is. On other backends than onnxruntime nothing is compiled.
 */
export async function expectCompiled(spec: NetworkSpec): Promise<void> {
  const { model, layers } = await buildNetwork(spec);
  setFormulaWeights(model);
  try {
    if (tf.getBackend() !== 'onnxruntime') {
      expect(compiledModel(model, model.outputs)).toBeUndefined();
      return;
    }
    const tensors = layers.map((name) => model.getLayer(name).output as SymbolicTensor);
    for (const dims of [
      [2, 7, 6, 3],
      [1, 1, 1, 3],
    ]) {
      const x = draw(dims);
      const expected = byLayers(model, tensors, x);
      const actual = compiledModel(model, tensors)!.run(x);
      expected.forEach((feature, i) => expectClose(actual[i], feature));
    }
    const image = draw([1, 50, 41, 3]);
    // Tiles are 16 pixels wide at least, so this image would be cut.
    const tiled = await imageToImage(model, image, { tileBytes: 1 });
    expectClose(tiled!, byLayers(model, model.outputs, image)[0]);
  } finally {
    closeCompiled(model);
    model.dispose();
  }
}

/** Expects a network to come back from its file with its spec and every weight. */
export async function expectSavedAndLoaded(spec: NetworkSpec): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ddr-network-'));
  const network = await buildNetwork(spec);
  try {
    setFormulaWeights(network.model);
    const file = path.join(folder, 'network.safetensors');
    await saveNetwork(file, network);
    const read = await loadNetwork(file);
    expect(read.spec).toEqual(spec);
    expect(read.layers).toEqual(network.layers);
    expect(await readWeights(read.model)).toEqual(await readWeights(network.model));
    read.model.dispose();
  } finally {
    network.model.dispose();
    rmSync(folder, { recursive: true });
  }
}
