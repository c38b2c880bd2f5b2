import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../../src/features/tap';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { chain } from '../../src/networks/architectures/parts/chain';
import { buildNetwork } from '../../src/networks/network';
import { restoration } from '../../src/networks/architectures/restoration/network';
import { superResolve } from '../../src/networks/super-resolve';
import { createRandom } from '@ddr-lab/base/random';
import { expectCompiled, expectSavedAndLoaded, fingerprints } from './every-network';
import { setFormulaWeights } from './formula';

beforeAll(async () => {
  await useBackend();
});

const clean = { kind: 'restoration', channels: 8, blocks: 2, seed: 1 } as const;
const enlarging = { kind: 'srresnet', channels: 4, blocks: 2, scale: 3, outerGain: 1 } as const;
const both = { kind: 'cincgan', restoration: clean, superResolution: enlarging } as const;
const random = createRandom(2);
const image = mapSamples(createImage(9, 7), () => random.uniform());

describe('the restoration network', () => {
  it('has the size that was published: 6 blocks of 64 channels', async () => {
    const network = await buildNetwork({ kind: 'restoration' });
    const blocks = Array.from({ length: 6 }, (_, k) => `RB${k + 1}`);
    expect(network.layers).toEqual(['Conv1', 'Conv2', 'Conv3', ...blocks, 'Conv4', 'Conv5', 'Output']);
    const conv = (size: number, from: number, to: number): number => size ** 2 * from * to + to;
    const expected = conv(7, 3, 64) + 16 * conv(3, 64, 64) + conv(7, 64, 3);
    expect(network.model.countParams()).toBe(expected);
    network.model.dispose();
  });

  it('compiled: as layer by layer', async () => {
    await expectCompiled(clean, { tiles: true });
    await expectCompiled({ ...clean, globalResidual: true }, { tiles: true });
  });

  it('with global residual begins near the identity', async () => {
    const network = await buildNetwork({ ...clean, globalResidual: true });
    const { Output } = await tap(network, ['Output'], [image]);
    const far = Output.data.reduce((max, value, i) => Math.max(max, Math.abs(value - image.data[i])), 0);
    expect(far).toBeGreaterThan(0);
    expect(far).toBeLessThan(0.5);
    network.model.dispose();
  });

  it('comes back from its file, and refuses sizes that make no network', async () => {
    await expectSavedAndLoaded({ ...clean, globalResidual: true });
    expect(() => restoration({ channels: 0 })).toThrow(InputError);
    expect(() => restoration({ blocks: 2.5 })).toThrow(/restoration network: blocks must be .* not 2.5/);
  });
});

describe('a chain', () => {
  it('computes what its two networks compute one after the other', async () => {
    const [first, second] = [await buildNetwork(clean), await buildNetwork(enlarging)];
    setFormulaWeights(first.model);
    setFormulaWeights(second.model);
    const model = chain(first.model, second.model);
    const [x, y, z] = tf.tidy(() => {
      const x = tf.tensor4d(image.data, [1, 9, 7, 3]);
      const cleaned = first.model.predict(x) as tf.Tensor;
      return [second.model.predict(cleaned) as tf.Tensor, model.predict(x) as tf.Tensor, cleaned];
    });
    expect(y.shape).toEqual([1, 27, 21, 3]);
    expect(y.dataSync()).toEqual(x.dataSync());
    tf.dispose([x, y, z]);
    // Its weights are its own: the parts may change and go.
    const before = await fingerprints(model);
    for (const weight of [...first.model.weights, ...second.model.weights]) {
      weight.write(tf.zeros(weight.shape as number[]));
    }
    first.model.dispose();
    second.model.dispose();
    expect(await fingerprints(model)).toEqual(before);
    model.dispose();
  });

  it('keeps apart the names of both, and all blocks can be tapped', async () => {
    const network = await buildNetwork(both);
    const [first, second] = [await buildNetwork(clean), await buildNetwork(enlarging)];
    expect(network.layers).toEqual([...first.layers.map((name) => `Clean${name}`), ...second.layers]);
    const [a, b] = [await fingerprints(first.model), await fingerprints(second.model)];
    const all = await fingerprints(network.model);
    for (const [name, weight] of a) expect(all.get(`Clean${name}`)).toBe(weight);
    for (const [name, weight] of b) expect(all.get(name)).toBe(weight);
    expect(all.size).toBe(a.size + b.size);
    for (const { model } of [network, first, second]) model.dispose();
  });

  it('refuses networks that do not fit each other', async () => {
    const [classifier, second] = [
      await buildNetwork({ kind: 'unified', channels: 4, blocks: 1, tail: 'classification' }),
      await buildNetwork(enlarging),
    ];
    const before = tf.memory().numTensors;
    expect(() => chain(classifier.model, second.model)).toThrow(InputError);
    expect(() => chain(classifier.model, second.model)).toThrow(
      /takes any x any x any x 3 and the first puts out any x 10/,
    );
    expect(tf.memory().numTensors).toBe(before);
    // The other way round is one: a classifier of enlarged images.
    const model = chain(second.model, classifier.model, 'SR');
    expect(model.outputs[0].shape).toEqual([null, 10]);
    for (const one of [model, classifier.model, second.model]) one.dispose();
  });
});

describe('a CinCGAN-style network', () => {
  it('compiled: as layer by layer', async () => {
    await expectCompiled(both, { tiles: true });
  });

  it('comes back from one file', async () => {
    await expectSavedAndLoaded(both);
  });

  it('enlarges, and leaves nothing behind, also when its parts are wrong', async () => {
    const before = tf.memory().numTensors;
    const network = await buildNetwork(both);
    const out = await superResolve(network, image);
    expect([out.height, out.width]).toEqual([27, 21]);
    network.model.dispose();
    await expect(
      buildNetwork({ kind: 'cincgan', restoration: clean, superResolution: { scale: 7 as 2 } }),
    ).rejects.toThrow(/not by 7/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
