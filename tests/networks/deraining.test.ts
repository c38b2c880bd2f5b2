import * as tf from '@tensorflow/tfjs-core';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { qualityRow } from '../../src/analysis/quality';
import { lam } from '../../src/attribution/lam';
import { windowDetail } from '../../src/attribution/targets';
import { subSeed } from '../../src/degradations/degradation';
import { degrade } from '../../src/degradations/presets';
import { tap } from '../../src/features/tap';
import { findRecipe } from '../../src/methods/recipes';
import { psnr } from '../../src/metrics/psnr';
import { dataRoot } from '../../src/images/data-root';
import { chain } from '../../src/networks/architectures/parts/chain';
import { prn } from '../../src/networks/architectures/prn/network';
import { unet } from '../../src/networks/architectures/unet/network';
import { importWeights } from '../../src/networks/import/import-weights';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { scaleOf } from '../../src/training/places';
import { noiseSet } from '../training/data/image-sets';
import { expectCompiled, expectSavedAndLoaded } from './every-network';

beforeAll(async () => void (await useBackend()));

const random = createRandom(3);
const image = mapSamples(createImage(9, 7), () => random.uniform());
const small: NetworkSpec = { kind: 'unet', channels: 4, levels: 3, blocks: 1, widening: 2 };
const stages: NetworkSpec = { kind: 'prn', channels: 4, stages: 3, blocks: 2, recursive: true };

/** Weights of a convolution with its bias. */
const conv = (size: number, from: number, to: number): number => size ** 2 * from * to + to;

describe('the U-Net', () => {
  it('has the layers and the weights that its options say', async () => {
    const { model, layers } = await buildNetwork({ kind: 'unet', channels: 8, levels: 2, blocks: 2 });
    expect(layers).toEqual([
      ...['Conv1', 'Enc1RB1', 'Enc1RB2', 'Down1', 'MidRB1', 'MidRB2', 'Up1', 'Dec1RB1', 'Dec1RB2', 'Output'],
    ]);
    const expected =
      conv(3, 3, 8) +
      8 * conv(3, 8, 8) +
      conv(2, 8, 16) +
      4 * conv(3, 16, 16) +
      conv(1, 16, 32) +
      conv(3, 16, 8);
    expect(model.countParams()).toBe(expected + conv(3, 8, 3));
    model.dispose();
  });

  it('compiled: as layer by layer', async () => {
    await expectCompiled(small, { tiles: false });
    await expectCompiled({ ...small, levels: 1, globalResidual: false }, { tiles: true });
  });

  it('does the same to an image whatever is added to its sides', async () => {
    const { model } = await buildNetwork({ ...small, widening: 1, seed: 5 });
    const side = 61;
    const wide = mapSamples(createImage(side, side), () => random.uniform());
    const outputs = [60, 61].map(async (own) => {
      const part = createImage(own, own);
      for (let row = 0; row < own; row++) {
        part.data.set(wide.data.subarray(row * side * 3, (row * side + own) * 3), row * own * 3);
      }
      return { own, out: await superResolve({ model }, part) };
    });
    const [even, odd] = await Promise.all(outputs);
    expect([odd.out.height, odd.out.width]).toEqual([61, 61]);
    // Further from the lower and right border than a pixel sees, even and odd sides give the same.
    for (let y = 0; y < 20; y++) {
      for (let i = 0; i < 20 * 3; i++) {
        expect(odd.out.data[y * odd.own * 3 + i]).toBeCloseTo(even.out.data[y * even.own * 3 + i], 5);
      }
    }
    model.dispose();
  });

  it('begins near the identity, comes back from its file, and refuses sizes that make no network', async () => {
    const network = await buildNetwork(small);
    const { Output } = await tap(network, ['Output'], [image]);
    const far = Output.data.reduce((max, value, i) => Math.max(max, Math.abs(value - image.data[i])), 0);
    expect(far).toBeGreaterThan(0);
    expect(far).toBeLessThan(0.5);
    network.model.dispose();
    await expectSavedAndLoaded(small);
    expect(() => unet({ levels: 0 })).toThrow(InputError);
    expect(() => unet({ widening: 1.5 })).toThrow(/U-Net: widening must be .* not 1\.5/);
  });
});

describe('PRN', () => {
  it('has the size that was published, its weights there once, and taps for every stage', async () => {
    const plain = await buildNetwork({ kind: 'prn' });
    const recursive = await buildNetwork({ kind: 'prn', recursive: true });
    const ends = conv(3, 6, 32) + conv(3, 32, 3);
    expect(plain.model.countParams()).toBe(ends + 10 * conv(3, 32, 32));
    expect(recursive.model.countParams()).toBe(ends + 2 * conv(3, 32, 32));
    const blocks = [1, 2, 3, 4, 5];
    expect(plain.layers).toEqual(
      [1, 2, 3, 4, 5, 6].flatMap((t) => [
        `Stage${t}Conv1`,
        ...blocks.map((k) => `Stage${t}RB${k}`),
        t === 6 ? 'Output' : `Stage${t}`,
      ]),
    );
    plain.model.dispose();
    recursive.model.dispose();
  });

  it('compiled: as layer by layer', async () => {
    await expectCompiled(stages, { tiles: true });
    await expectCompiled({ ...stages, recursive: false }, { tiles: true });
  });

  it('comes back from its file, and leaves nothing, alone and in a chain', async () => {
    await expectSavedAndLoaded(stages);
    const before = tf.memory().numTensors;
    const [first, second] = [
      await buildNetwork(stages),
      await buildNetwork({ kind: 'srcnn', channels: 4, scale: 2 }),
    ];
    const both = chain(first.model, second.model);
    const out = await superResolve({ model: both }, image);
    expect([out.height, out.width]).toEqual([18, 14]);
    for (const one of [both, first.model, second.model]) one.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says of a layer that is used in every stage what can be tapped', async () => {
    const network = await buildNetwork(stages);
    await expect(tap(network, ['Conv1.conv'], [image])).rejects.toThrow(
      /uses Conv1\.conv 3 times, .* Tap what follows it: Stage1Conv1, Stage1RB1/,
    );
    network.model.dispose();
  });

  it('refuses sizes that make no network', () => {
    expect(() => prn({ stages: 0 })).toThrow(/PRN: stages must be a whole number of 1 or more, not 0/);
  });
});

describe('networks of scale 1', () => {
  const specs: readonly NetworkSpec[] = [
    small,
    stages,
    { kind: 'srresnet', channels: 4, blocks: 1, scale: 1 },
  ];

  it.each(specs.map((spec) => [spec.kind, spec] as const))(
    '%s: attributed at the size of its input',
    async (_, spec) => {
      const network = await buildNetwork(spec);
      const scene = mapSamples(createImage(23, 21), () => random.uniform());
      const before = tf.memory().numTensors;
      const target = windowDetail({ left: 4, top: 15, size: 6 });
      const { height, width, map, residual } = await lam.attribute(network, scene, target, { steps: 40 });
      expect(tf.memory().numTensors).toBe(before);
      expect([height, width]).toEqual([23, 21]);
      // The path's end is explained, about, by what its pixels are said to do.
      expect(Math.abs(residual!)).toBeLessThan(0.1);
      // A pixel of the window counts.
      expect(map[17 * 21 + 6]).toBeGreaterThan(0);
      await expect(
        lam.attribute(network, scene, windowDetail({ left: 4, top: 20, size: 6 })),
      ).rejects.toThrow(InputError);
      network.model.dispose();
    },
  );

  it.each(specs.map((spec) => [spec.kind, spec] as const))(
    '%s: measured beside its input',
    async (_, spec) => {
      const network = await buildNetwork(spec);
      const set = noiseSet(23, 32);
      const { scale, network: ours, bicubic } = await qualityRow(network, set, { degradation: 'noise20' });
      expect(scale).toBe(1);
      expect(scaleOf(spec)).toBe(1);
      const inputs = [0, 1].map(async (i) => {
        const image = await set.read(i);
        const noisy = await degrade(image, 'noise20', { seed: subSeed(0, i) });
        const bytes = mapSamples(noisy, (value) => Math.round(value * 255) / 255);
        return psnr(bytes, image, { channel: 'y', border: 1 });
      });
      const [first, second] = await Promise.all(inputs);
      expect(bicubic.psnr).toBeCloseTo((first + second) / 2, 6);
      expect(ours.psnr).toSatisfy(Number.isFinite);
      network.model.dispose();
    },
  );

  it('of the compact recipe and of the published size have the weights that the docs say', async () => {
    const recipe = await buildNetwork(findRecipe('derain-400-unet').network);
    expect(recipe.model.countParams()).toBe(37_587);
    const whole = await buildNetwork({ kind: 'unet' });
    expect(whole.model.countParams()).toBe(4_537_603);
    for (const { model } of [recipe, whole]) model.dispose();
  });
});

const files = ['rain100l', 'rain100h', 'rain1400'].map((name) =>
  path.join(dataRoot() ?? '', `weights/prn6r-${name}.pth`),
);

describe.runIf(dataRoot() !== undefined && files.every((file) => existsSync(file)))(
  'the published PRN_r',
  () => {
    it.each(files.map((file) => [path.basename(file), file]))('%s is recognised', async (_, file) => {
      const network = await importWeights(file);
      expect(network.spec).toEqual({ kind: 'prn', channels: 32, stages: 6, blocks: 5, recursive: true });
      expect(network.metadata).toMatchObject({ architecture: 'PRN_r', assumed: 'stages 6' });
      expect(network.metadata.warning).toBeUndefined();
      network.model.dispose();
    });

    it('makes of an image what PyTorch makes of it', async () => {
      const network = await importWeights(files[0]);
      const arrays = await readNpz(path.join(__dirname, '../fixtures/import/families/prn-r-published.npz'));
      const [, height, width] = arrays.input.shape;
      const rainy = createImage(height, width, arrays.input.data as Float32Array);
      const found = await tap(network, ['Stage1', 'Stage6RB5', 'Output'], [rainy]);
      network.model.dispose();
      for (const [layer, { data }] of Object.entries(found)) {
        const expected = arrays[layer].data as Float32Array;
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        // float32 sums of some hundred products in another order, over 72 convolutions.
        expected.forEach((value, i) => expect(Math.abs(data[i] - value)).toBeLessThan(1e-4 * largest));
      }
    });
  },
);
