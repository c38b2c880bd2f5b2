import * as tf from '@tensorflow/tfjs-core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights, saveNetwork, type NetworkSpec } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { type encodeSafetensors, readSafetensors, writeSafetensors } from '@ddr-lab/weights/safetensors';
import { createRandom } from '@ddr-lab/base/random';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-network-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small: NetworkSpec = { kind: 'srresnet', channels: 4, blocks: 2, scale: 4, seed: 3 };
const random = createRandom(1);
const image = mapSamples(createImage(6, 9), () => random.uniform());

describe('SRResNet', () => {
  it('has the size that the paper gives: 16 blocks of 64 channels', async () => {
    const network = await buildNetwork({ kind: 'srresnet' });
    const blocks = Array.from({ length: 16 }, (_, k) => `RB${k + 1}`);
    expect(network.layers).toEqual(['Conv1', ...blocks, 'UP1', 'UP2', 'HRConv', 'Output']);
    // Weights of BasicSR's MSRResNet x4, counted: 3x3 convolutions 3-64, 32 of 64-64, two 64-256, 64-64, 64-3.
    const conv = (from: number, to: number): number => 9 * from * to + to;
    const expected = conv(3, 64) + 33 * conv(64, 64) + 2 * conv(64, 256) + conv(64, 3);
    expect(network.model.countParams()).toBe(expected);
    network.model.dispose();
  });

  it.each([2, 3, 4] as const)('upscales by %i', async (scale) => {
    const network = await buildNetwork({ ...small, scale });
    const before = tf.memory().numTensors;
    const out = await superResolve(network, image);
    expect([out.height, out.width]).toEqual([6 * scale, 9 * scale]);
    expect(tf.memory().numTensors).toBe(before);
    network.model.dispose();
  });

  it('with global residual and zero weights is bilinear upsampling; without it, black', async () => {
    for (const globalResidual of [true, false]) {
      const network = await buildNetwork({ ...small, globalResidual });
      for (const weight of network.model.weights) {
        const zeros = tf.zeros(weight.shape as number[]);
        weight.write(zeros);
        zeros.dispose();
      }
      const out = await superResolve(network, image);
      const bilinear = resize(image, { scale: 4, method: 'bilinear' });
      out.data.forEach((value, i) => expect(value).toBeCloseTo(globalResidual ? bilinear.data[i] : 0, 5));
      network.model.dispose();
    }
  });

  it('shuffles pixels in the order of depthToSpace', async () => {
    const { PixelShuffle } = await import('@ddr-lab/engine/layers/pixel-shuffle');
    for (const factor of [2, 3]) {
      const x = tf.randomNormal([2, 3, 4, 5 * factor * factor]) as tf.Tensor4D;
      const ours = new PixelShuffle({ factor }).apply(x) as tf.Tensor4D;
      const reference = tf.depthToSpace(x, factor);
      expect(ours.shape).toEqual(reference.shape);
      expect(ours.dataSync()).toEqual(reference.dataSync());
      tf.dispose([x, ours, reference]);
    }
  });

  it('draws the same weights for the same seed, others for another', async () => {
    const values = async (seed: number): Promise<number> => {
      const network = await buildNetwork({ ...small, seed });
      const weights = await readWeights(network.model);
      network.model.dispose();
      return weights.get('RB2.conv1/kernel')!.data[7];
    };
    expect(await values(3)).toBe(await values(3));
    expect(await values(3)).not.toBe(await values(4));
  });

  it('refuses sizes that make no network', async () => {
    await expect(buildNetwork({ ...small, scale: 5 as 4 })).rejects.toThrow(/2, 3, 4 or 8, not by 5/);
    await expect(buildNetwork({ ...small, channels: 0 })).rejects.toThrow(/channels/);
    await expect(buildNetwork({ kind: 'constructor' as 'srresnet' })).rejects.toThrow(/Known: srresnet/);
  });
});

describe('weight files', () => {
  it('give back the same network, and its record', async () => {
    const file = path.join(folder, 'n.safetensors');
    const network = await buildNetwork(small, { seed: '3', data: 'scenes' });
    await saveNetwork(file, network);
    const before = tf.memory().numTensors;
    const read = await loadNetwork(file);
    expect(read.spec).toEqual(small);
    expect(read.metadata).toMatchObject({ seed: '3', data: 'scenes' });
    expect((await superResolve(read, image)).data).toEqual((await superResolve(network, image)).data);
    read.model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    network.model.dispose();
  });

  it('that do not fit are refused in words, and leave no tensor behind', async () => {
    const file = path.join(folder, 'm.safetensors');
    const network = await buildNetwork(small);
    await saveNetwork(file, network);
    network.model.dispose();
    const { tensors, metadata } = await readSafetensors(file);
    const before = tf.memory().numTensors;
    const variants: [RegExp, Parameters<typeof encodeSafetensors>[0]][] = [
      [/no weight file of ddr-lab/, { tensors, metadata: {} }],
      [/no JSON/, { tensors, metadata: { network: '{' } }],
      [
        /missing: Output.conv\/bias/,
        { metadata, tensors: new Map([...tensors].filter(([name]) => name !== 'Output.conv/bias')) },
      ],
      [
        /not used: extra/,
        { metadata, tensors: new Map([...tensors, ['extra', { shape: [1], data: new Float32Array(1) }]]) },
      ],
      [
        /Conv1.conv\/bias is 2, the network's 4/,
        {
          metadata,
          tensors: new Map([...tensors, ['Conv1.conv/bias', { shape: [2], data: new Float32Array(2) }]]),
        },
      ],
    ];
    for (const [words, content] of variants) {
      await writeSafetensors(file, content);
      const error = await loadNetwork(file).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toMatch(words);
      expect(String(error)).toContain(file);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
