import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { NpyArray } from '@ddr-lab/base/arrays/npy';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { compiledModel, type Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { createImage } from '@ddr-lab/images/image';
import { importWeights } from '../../../src/networks/import/import-weights';
import type { ImportOptions } from '../../../src/networks/import/recognised';
import { modelPass } from '@ddr-lab/engine/model-pass';
import { loadNetwork } from '../../../src/networks/load-network';
import { saveNetwork, type Network } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import { modelFingerprint } from '@ddr-lab/engine/model-fingerprint';

const folder = path.join(__dirname, '../../fixtures/import/families');

/** What a file of `families/make.py` must be recognised as. */
export interface Family {
  readonly file: string;
  readonly architecture: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly options?: ImportOptions;
  /** `false`: it has a layer that tfjs computes, as the network cannot be one graph. */
  readonly compiled?: boolean;
}

/**
 * Expects a file to be recognised, and its features and output to be PyTorch's: by the compiled graph, by tfjs alone, image by image
 * through `superResolve`, and after saving and loading; and no tensor to be left.
 */
export async function expectFamily({
  file,
  architecture,
  spec,
  options = {},
  compiled = true,
}: Family): Promise<void> {
  const before = tf.memory().numTensors;
  const network = await importWeights(path.join(folder, `${file}.pth`), options);
  try {
    expect(network.metadata.architecture).toBe(architecture);
    expect(network.spec).toMatchObject(spec);
    const { input, output, ...features } = await readNpz(path.join(folder, `${file}.npz`));
    const images: Numbers = { data: input.data as Float32Array, dims: input.shape };
    const layers = Object.keys(features);
    expect(network.layers).toEqual(expect.arrayContaining(layers));
    const tensors = [
      ...layers.map((name) => network.model.getLayer(name).output as SymbolicTensor),
      network.model.outputs[0],
    ];
    expect(compiledModel(network.model, tensors) !== undefined).toBe(compiled);
    const results = await modelPass(network.model, tensors)(images);
    const wanted = [...Object.values(features), output];
    wanted.forEach((one, i) => expectClose(results[i], one));
    await expectPredicted(network, images, output);
    await expectSavedAlike(network);
  } finally {
    network.model.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
}

/** By tfjs layer by layer, and image by image. */
async function expectPredicted(network: Network, images: Numbers, output: NpyArray): Promise<void> {
  const x = tf.tensor(images.data, [...images.dims]);
  const y = network.model.predict(x) as tf.Tensor;
  expectClose({ data: await y.data<'float32'>(), dims: y.shape }, output);
  tf.dispose([x, y]);
  const [, height, width] = images.dims;
  const first = createImage(height, width, images.data.slice(0, height * width * 3));
  const made = await superResolve(network, first);
  expect([made.height, made.width]).toEqual(output.shape.slice(1, 3));
  made.data.forEach((value, i) => {
    const wanted = Math.min(1, Math.max(0, Number(output.data[i])));
    if (!(Math.abs(value - wanted) < 2e-5)) expect(value).toBeCloseTo(wanted, 5);
  });
}

async function expectSavedAlike(network: Network): Promise<void> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'ddr-family-'));
  try {
    const own = path.join(temporary, 'own.safetensors');
    await saveNetwork(own, network);
    const read = await loadNetwork(own);
    expect(read.metadata.assumed).toBe(network.metadata.assumed);
    expect(await modelFingerprint(read.model)).toBe(await modelFingerprint(network.model));
    read.model.dispose();
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** Within 2e-5 of the largest value: float32 sums in another order are some 1e-6 of it. */
export function expectClose({ data, dims }: Numbers, wanted: NpyArray): void {
  expect(dims).toEqual(wanted.shape);
  let [worst, largest] = [0, 0];
  data.forEach((value, i) => {
    const other = Number(wanted.data[i]);
    worst = Math.max(worst, Number.isNaN(value) ? Infinity : Math.abs(value - other));
    largest = Math.max(largest, Math.abs(other));
  });
  expect(worst).toBeLessThan(2e-5 * Math.max(1, largest));
}
