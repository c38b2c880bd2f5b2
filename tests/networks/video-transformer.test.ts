import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyWeight } from '@ddr-lab/engine/layers/copy-weights';
import { OneFrame } from '@ddr-lab/engine/layers/frames';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { clipOf } from '@ddr-lab/images/clip';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import * as tf from '@tensorflow/tfjs-core';
import { input, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { tap } from '../../src/features';
import { transformerGroup } from '../../src/networks/architectures/parts/window-transformer';
import { describeLayers } from '../../src/features/describe-layers';
import { disposeNetwork, importNetwork } from '../../src/networks';
import { buildNetwork, saveNetwork } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { openNetworks } from '../../src/reports/open-networks';
import { byLayers, draw, drawWeights, expectClose } from '../backend/onnxruntime/compiled/compare';

beforeAll(async () => {
  await useBackend();
});

const small = { kind: 'video-transformer', channels: 16, groups: 2, depth: 2, heads: 2, window: 4 } as const;
const random = createRandom(7);
const clip = (frames: number, height = 9, width = 6) =>
  clipOf(
    Array.from({ length: frames }, () => mapSamples(createImage(height, width), () => random.uniform())),
  );

describe('the video transformer', () => {
  it.runIf(process.env.DDR_BACKEND === undefined).each([
    [3, 9, 6],
    [5, 4, 8],
    [1, 7, 13],
  ])('of %d frames computes %d x %d compiled as by layers', async (frames, height, width) => {
    const { model: network } = await buildNetwork({ ...small, frames });
    drawWeights(network);
    const x = draw([2, height, width, 3 * frames]);
    const [expected] = byLayers(network, network.outputs, x);
    expect(expected.dims).toEqual([2, 4 * height, 4 * width, 3]);
    // Softmax and three normalisations one behind the other, with weights as large as 1.
    expectClose(compiledModel(network, network.outputs)!.run(x)[0], expected, 1e-4);
    network.dispose();
  });

  it('begins as the upsampled centre frame, nearly', async () => {
    const network = await buildNetwork(small);
    const given = clip(3);
    const made = await superResolve(network, given);
    const centre = await superResolve(network, clipOf([given.frames[1], given.frames[1], given.frames[1]]));
    const sum = made.data.reduce((total, value, i) => total + Math.abs(value - centre.data[i]), 0);
    const difference = sum / made.data.length;
    // The neighbours have a part in it from the start, a small one.
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.1);
    network.model.dispose();
  });

  it('computes one frame behind the last attention with the numbers of all', async () => {
    const options = { depth: 2, heads: 2, window: 4, ratio: 2, frames: 3 };
    const x = input({ shape: [8, 4, 16] });
    const whole = new OneFrame({ frames: 3, frame: 1 }).apply(transformerGroup('RSTB1', x, options));
    const one = transformerGroup('RSTB1', x, { ...options, only: 1 });
    const models: LayersModel[] = [whole as SymbolicTensor, one].map((y) => model({ inputs: x, outputs: y }));
    drawWeights(models[0]);
    models[0].weights.forEach((weight) =>
      copyWeight(
        weight,
        models[1].weights.find(({ originalName }) => originalName === weight.originalName)!,
      ),
    );
    const given = draw([6, 8, 4, 16]);
    const [expected] = byLayers(models[0], models[0].outputs, given);
    expect(expected.dims).toEqual([2, 8, 4, 16]);
    expectClose(byLayers(models[1], models[1].outputs, given)[0], expected, 1e-6);
    models.forEach((each) => each.dispose());
  });

  it('refuses what it cannot be built of', async () => {
    await expect(buildNetwork({ ...small, frames: 2 })).rejects.toThrow(/odd/);
    await expect(buildNetwork({ ...small, window: 0 })).rejects.toThrow(InputError);
    await expect(buildNetwork({ ...small, heads: 3 })).rejects.toThrow(/3 heads/);
  });
});

describe('clips in the place of images', () => {
  it('are tapped: a row a clip, all frames of a layer that works on each', async () => {
    const network = await buildNetwork(small);
    const clips = [clip(3, 8, 8), clip(3, 8, 8), clip(3, 8, 8)];
    const before = tf.memory().numTensors;
    const found = await tap(network, ['RSTB1', 'Body', 'Output'], clips, { batch: 2 });
    expect(tf.memory().numTensors).toBe(before);
    expect([found.RSTB1.rows, found.RSTB1.columns]).toEqual([3, 3 * 8 * 8 * 16]);
    expect([found.Body.rows, found.Body.columns]).toEqual([3, 8 * 8 * 16]);
    const alone = await tap(network, ['RSTB1', 'Output'], [clips[2]]);
    const last = found.RSTB1.data.subarray(2 * found.RSTB1.columns);
    // Batches of another size add up in another order.
    alone.RSTB1.data.forEach((value, i) => expect(last[i]).toBeCloseTo(value, 4));
    const made = await superResolve(network, clips[2]);
    made.data.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.min(1, Math.max(0, alone.Output.data[i])), 4);
    });
    const pooled = await tap(network, ['RSTB1'], clips, { view: 'mean' });
    expect(pooled.RSTB1.columns).toBe(16);
    const mean = alone.RSTB1.data.reduce((sum, value, i) => (i % 16 === 0 ? sum + value : sum), 0) / (3 * 64);
    expect(pooled.RSTB1.data[2 * 16]).toBeCloseTo(mean, 4);
    network.model.dispose();
  });

  it('are refused in words by a network of images, and the other way round', async () => {
    const video = await buildNetwork(small);
    const images = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 1 });
    await expect(superResolve(images, clip(3))).rejects.toThrow(/takes single images.*3 frames/);
    await expect(superResolve(video, clip(5))).rejects.toThrow(/clips of 3 frames.*5 frames/);
    await expect(superResolve(video, clip(1).frames[0])).rejects.toThrow(/clips of 3 frames.*an image/);
    await expect(tap(images, ['RB1'], [clip(3)])).rejects.toThrow(/takes single images.*3 frames/);
    await expect(tap(video, ['RSTB1'], [clip(5)])).rejects.toThrow(/clips of 3 frames/);
    await expect(tap(video, ['RSTB1'], clip(1).frames)).rejects.toThrow(/clips of 3 frames/);
    await expect(tap(video, ['RSTB1'], [clip(3), clip(5)])).rejects.toThrow(/as many frames/);
    video.model.dispose();
    images.model.dispose();
  });

  it('are what a network from a file takes, whose layers are listed; a report is of images', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ddr-video-'));
    const file = path.join(folder, 'video.safetensors');
    const network = await buildNetwork(small);
    await saveNetwork(file, network);
    network.model.dispose();
    const opened = await importNetwork(file);
    const rows = await describeLayers(opened, { size: { height: 8, width: 8 } });
    expect(rows.map(({ name, shape }) => [name, shape])).toEqual([
      ['Conv1', [8, 8, 16]],
      ['RSTB1', [8, 8, 16]],
      ['RSTB2', [8, 8, 16]],
      ['Body', [8, 8, 16]],
      ['Output', [32, 32, 3]],
    ]);
    disposeNetwork(opened);
    const before = tf.memory().numTensors;
    await expect(openNetworks([file])).rejects.toThrow(/video\.safetensors: .*clips of 3 frames/);
    expect(tf.memory().numTensors).toBe(before);
    rmSync(folder, { recursive: true });
  });
});
