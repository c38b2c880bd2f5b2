import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it } from 'vitest';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights, saveNetwork, type NetworkSpec } from '../../src/networks/network';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-saved-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The smallest of each kind. */
const specs: readonly NetworkSpec[] = [
  { kind: 'srresnet', channels: 2, blocks: 1, scale: 2 },
  { kind: 'srcnn', channels: 2 },
  { kind: 'resnet18', width: 1, classes: 2 },
  // Its first kernels lose their mean when they are drawn, not when they are read.
  { kind: 'discriminator', size: 8, stages: 1, width: 2, dense: 2, detail: 3 },
  { kind: 'unified', channels: 2, blocks: 1 },
  { kind: 'guided-rrdb', channels: 2, growth: 2, blocks: 1, guide: { network: { channels: 2, blocks: 1 } } },
  { kind: 'restoration', channels: 2, blocks: 1 },
  { kind: 'cincgan', restoration: { channels: 2, blocks: 1 }, superResolution: { channels: 2, blocks: 1 } },
  { kind: 'srgan-generator', channels: 2, blocks: 1, scale: 2 },
  { kind: 'rrdbnet', channels: 2, growth: 2, blocks: 1 },
  { kind: 'edsr', channels: 2, blocks: 1, scale: 2 },
] as NetworkSpec[];

it.each(specs.map((spec) => [spec.kind, spec] as const))(
  '%s comes back as it was saved',
  async (kind, spec) => {
    const file = path.join(folder, `${kind}.safetensors`);
    const network = await buildNetwork(spec);
    // Drawn anew, all biases would be 0 and all gammas 1.
    for (const weight of network.model.weights) {
      const tensor = tf.randomNormal(weight.shape as number[], 0, 1, 'float32', 7);
      weight.write(tensor);
      tensor.dispose();
    }
    await saveNetwork(file, network);
    const before = tf.memory().numTensors;
    const read = await loadNetwork(file);
    expect(read.layers).toEqual(network.layers);
    expect(await readWeights(read.model)).toEqual(await readWeights(network.model));
    read.model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    network.model.dispose();
  },
);
