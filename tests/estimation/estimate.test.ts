import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { encodeSafetensors } from '@ddr-lab/weights/safetensors';
import { lowResolved } from '../../src/degradations/low-resolution-model';
import { degrade } from '../../src/degradations/presets';
import { estimateDegradation } from '../../src/estimation/estimate';
import { probeContents, readProbe } from '../../src/estimation/probe';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-estimation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Scenes of a seed that the probe has not seen: it was fitted on 11 and measured on 12. */
const scene = (index: number, side = 192): Image => drawScene({ seed: 77, index, height: side, width: side });
const scenes = Array.from({ length: 10 }, (_, index) => scene(index));

describe('estimateDegradation', () => {
  it.each(['noise10', 'noise20', 'noise40'])('tells %s within a fifth on drawn scenes', async (preset) => {
    const truth = Number(preset.slice(5));
    const images = await Promise.all(scenes.map((image, seed) => degrade(image, preset, { seed })));
    const estimates = await estimateDegradation(images);
    const close = estimates.filter(({ noise }) => Math.abs(noise!.value / truth - 1) < 0.2).length;
    // Nine of ten, as the probe's card has it of scenes and more.
    expect(close).toBeGreaterThanOrEqual(9);
  });

  it('orders blurs and noises of one scene, and ranks say so', async () => {
    for (const image of scenes.slice(0, 4)) {
      for (const [kind, levels] of [
        ['blur', [0.5, 1, 2, 4]],
        ['noise', [2, 5, 10, 20, 40]],
      ] as const) {
        const images = await Promise.all(
          levels.map((level) => degrade(image, `${kind}${level}`, { seed: 3 })),
        );
        const estimates = await estimateDegradation(images);
        expect(estimates.map(({ rank }) => rank[kind]!.place)).toEqual(levels.map((_, i) => i + 1));
      }
    }
  });

  it("orders blurs of the LR model, and tells HR pixels as four times the image's own", async () => {
    for (const index of [20, 21, 22]) {
      const hr = scene(index, 384);
      const images = [0.8, 1.6, 2.4, 3.2].map((blur) => lowResolved(hr, { blur, noise: 0 }));
      const estimates = await estimateDegradation(images);
      expect(estimates.map(({ rank }) => rank.blur!.place)).toEqual([1, 2, 3, 4]);
      for (const { blur, blurHr } of estimates) expect(blurHr!.high).toBe(4 * blur!.high);
    }
  });

  it('gives the same for the same image, alone or among others, and leaves tensors alone', async () => {
    await useBackend();
    const before = tf.memory().numTensors;
    const alone = await estimateDegradation(scenes[0]);
    const [, among] = await estimateDegradation([scenes[1], async () => scenes[0]]);
    expect({ ...among, rank: undefined }).toEqual({ ...alone, rank: undefined });
    expect(alone.rank).toEqual({ blur: { place: 1, low: 1, high: 1 }, noise: { place: 1, low: 1, high: 1 } });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says of a flat image that nothing tells a blur, of a tiny one that nothing tells anything', async () => {
    const flat = createImage(64, 64, new Float32Array(64 * 64 * 3).fill(0.4));
    const [ofFlat, ofTiny] = await estimateDegradation([flat, createImage(8, 200)]);
    expect(ofFlat.blur).toBeUndefined();
    expect(ofFlat.warnings.join()).toContain('flat');
    expect(ofFlat.noise!.value).toBeLessThan(1);
    expect(ofTiny).toMatchObject({
      rank: {},
      warnings: ['too small: 200 x 8 pixels; at least 16 x 16 are needed'],
    });
    expect(ofTiny.noise).toBeUndefined();
  });

  it('warns of more noise than it was fitted on', async () => {
    const { noise, warnings } = await estimateDegradation(await degrade(scenes[0], 'noise90'));
    expect(noise!.value).toBeGreaterThan(50);
    expect(warnings.length).toBeGreaterThan(0);
  });

  it('reads equal channels as grey, and images beyond 2^20 pixels in tiles', async () => {
    const { data } = scenes[3];
    const grey = createImage(
      192,
      192,
      data.map((_, at) => data[at - (at % 3) + 1]),
    );
    expect((await estimateDegradation(grey)).grey).toBe(true);
    const large = await degrade(drawScene({ seed: 77, index: 40, height: 1100, width: 1200 }), 'noise20');
    const { noise } = await estimateDegradation(large);
    expect(Math.abs(noise!.value / 20 - 1)).toBeLessThan(0.2);
  });

  it('needs an image', async () => {
    await expect(estimateDegradation([])).rejects.toThrow(InputError);
  });
});

describe('readProbe', () => {
  it('reads what was written, to the last bit', async () => {
    const probe = await readProbe();
    const file = path.join(folder, 'probe.safetensors');
    writeFileSync(file, encodeSafetensors(probeContents(probe)));
    expect(await readProbe(file)).toEqual(probe);
  });

  it.each([
    ['no file', 'none.safetensors', undefined, /none\.safetensors/],
    ['no safetensors', 'a.safetensors', Buffer.from('hello, world'), /not a whole safetensors file/],
    [
      'other weights',
      'b.safetensors',
      encodeSafetensors({ tensors: new Map(), metadata: {} }),
      /not a probe/,
    ],
  ])('refuses %s by its name', async (_, name, bytes, message) => {
    const file = path.join(folder, name);
    if (bytes) writeFileSync(file, bytes);
    await expect(readProbe(file)).rejects.toThrow(message);
    await expect(readProbe(file)).rejects.toThrow(InputError);
  });

  it('refuses numbers that are missing, too few or not finite, and features without end', async () => {
    const probe = await readProbe();
    const { tensors, metadata } = probeContents(probe);
    const broken = async (change: {
      tensors?: typeof tensors;
      metadata?: typeof metadata;
    }): Promise<unknown> => {
      const file = path.join(folder, 'broken.safetensors');
      writeFileSync(file, encodeSafetensors({ tensors, metadata, ...change }));
      return readProbe(file).catch((error: unknown) => error);
    };
    const key = 'colour.noise.coefficients';
    const { shape, data } = tensors.get(key)!;
    const all = new Map(tensors);
    all.delete(key);
    const changes = [
      { tensors: all },
      { tensors: new Map(tensors).set(key, { shape: [3], data: data.slice(0, 3) }) },
      { tensors: new Map(tensors).set(key, { shape, data: Float32Array.from(data).fill(NaN, 1, 2) }) },
      { metadata: { ...metadata, features: '{"count":1e12,"width":1,"seed":0}' } },
      { metadata: { ...metadata, 'grey.statistics': '3' } },
    ];
    for (const change of changes) {
      const error = await broken(change);
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).toContain('broken.safetensors');
    }
  });
});
