import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { closeCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights, saveNetwork, type NetworkSpec } from '../../src/networks/network';
import { useOnnxruntime } from '../backend/onnxruntime/against-cpu';
import { byLayers, draw, expectClose } from '../backend/onnxruntime/compiled/compare';
import { setFormulaWeights } from './formula';

/**
 * Expects a network to be compiled for inference, and each of its layers to be what tfjs computes layer by layer;
 * the same of an image that is large enough for tiles, which are used where no layer looks at the whole image.
 */
export async function expectCompiled(spec: NetworkSpec, { tiles }: { tiles: boolean }): Promise<void> {
  const { model, layers } = await buildNetwork(spec);
  await useOnnxruntime();
  setFormulaWeights(model);
  try {
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
    // What enlarges is cut into tiles of 32 pixels.
    const image = draw([1, 35, 40, 3]);
    let progress = 0;
    const result = await imageToImage(model, image, { tileBytes: 1, onProgress: () => progress++ });
    expectClose(result!, byLayers(model, model.outputs, image)[0]);
    expect(progress > 0).toBe(tiles);
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
    expect(await fingerprints(read.model)).toEqual(await fingerprints(network.model));
    read.model.dispose();
  } finally {
    network.model.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** Shape and hash of each weight, by name in the network's order: what to compare instead of many thousand numbers. */
export async function fingerprints(model: LayersModel): Promise<Map<string, string>> {
  return new Map(
    [...(await readWeights(model))].map(([name, { shape, data }]) => {
      const hash = createHash('sha256').update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return [name, `${shape.join(' x ')} ${hash.digest('hex')}`];
    }),
  );
}
