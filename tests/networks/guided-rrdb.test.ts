import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../../src/features/tap';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { loadGuide } from '../../src/networks/architectures/guided-rrdb/guide';
import { guidedRrdb, type GuidedRrdbOptions } from '../../src/networks/architectures/guided-rrdb/network';
import { buildNetwork, readWeights } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { createRandom } from '@ddr-lab/base/random';
import { expectCompiled, expectSavedAndLoaded, fingerprints } from './every-network';
import { setFormulaWeights } from './formula';

beforeAll(async () => {
  await useBackend();
});

const small = { kind: 'guided-rrdb', channels: 8, growth: 4, blocks: 2, seed: 3 } as const;
const generator = { channels: 8, blocks: 3 } as const;
const wholeBlocks = { channels: 16, growth: 16, blocks: 1 } as const;
const guided = { ...small, guide: { network: generator, vector: 6 } } as const;
const random = createRandom(2);
const image = mapSamples(createImage(9, 8), () => random.uniform());

describe('the RRDB network', () => {
  it('has the size of ESRGAN', async () => {
    const network = await buildNetwork({ kind: 'guided-rrdb', blocks: 1 });
    expect(network.layers).toEqual(['Conv1', 'RRDB1', 'BodyConv', 'UP1', 'HRConv', 'Output']);
    const conv = (from: number, to: number): number => 9 * from * to + to;
    const dense = [64, 96, 128, 160].reduce((sum, from) => sum + conv(from, 32), conv(192, 64));
    // 3 -> 64, one block, the body's end, nine times the channels for a scale of 3, HRConv, 64 -> 3.
    const rest = conv(3, 64) + conv(64, 64) + conv(64, 9 * 64) + conv(64, 64) + conv(64, 3);
    expect(network.model.countParams()).toBe(3 * dense + rest);
    network.model.dispose();
  });

  it('compiled: as layer by layer', async () => {
    await expectCompiled(small, { tiles: true });
    await expectCompiled({ ...small, ...wholeBlocks }, { tiles: true });
  });

  it('begins near bilinear upsampling', async () => {
    const network = await buildNetwork(small);
    const { Output, Upsampled } = await tap(network, ['Output', 'Upsampled'], [image]);
    const far = Output.data.reduce((max, value, i) => Math.max(max, Math.abs(value - Upsampled.data[i])), 0);
    expect(far).toBeGreaterThan(0);
    expect(far).toBeLessThan(0.1);
    network.model.dispose();
  });
});

describe('guidance', () => {
  it('begins as the same network without it, and then changes every block', async () => {
    const [plain, steered] = [await buildNetwork(small), await buildNetwork(guided)];
    expect((await superResolve(steered, image)).data).toEqual((await superResolve(plain, image)).data);
    const own = await fingerprints(plain.model);
    const all = await fingerprints(steered.model);
    for (const [name, weight] of own) expect(all.get(name)).toBe(weight);
    // The guide changes nothing as long as gamma and beta are zero, whatever it sees.
    const before = await tap(steered, ['RRDB1', 'RRDB2'], [image]);
    for (const weight of steered.model.weights) {
      if (/\.(gamma|beta)\/bias$/.test(weight.originalName))
        weight.write(tf.fill(weight.shape as number[], 0.5));
    }
    const after = await tap(steered, ['RRDB1', 'RRDB2'], [image]);
    // The first block's input is the same still: (1 + 0.5) x + 0.5.
    after.RRDB1.data.forEach((value, i) => expect(value).toBeCloseTo(1.5 * before.RRDB1.data[i] + 0.5, 4));
    expect(after.RRDB2.data).not.toEqual(before.RRDB2.data);
    plain.model.dispose();
    steered.model.dispose();
  });

  it('is compiled, and sees a large image whole', async () => {
    await expectCompiled(guided, { tiles: false });
    await expectCompiled({ ...guided, ...wholeBlocks }, { tiles: false });
  });

  it('has the trunk of a generator, which is not trained', async () => {
    const network = await buildNetwork(guided);
    expect(network.layers).toEqual([
      'Conv1',
      'Encoder1',
      'Encoder2',
      'Vector',
      'RRDB1',
      'RRDB2',
      'BodyConv',
      'UP1',
      'HRConv',
      'Output',
    ]);
    const frozen = network.model.nonTrainableWeights.map(({ originalName }) => originalName);
    const trained = network.model.trainableWeights.map(({ originalName }) => originalName);
    const trunk = ['Conv1.conv', ...[1, 2, 3].flatMap((k) => [`RB${k}.conv1`, `RB${k}.conv2`])];
    expect(frozen.sort()).toEqual(trunk.flatMap((n) => [`Guide.${n}/bias`, `Guide.${n}/kernel`]).sort());
    expect(trained.filter((name) => name.startsWith('Guide.'))).toEqual([]);
    expect(trained.length + frozen.length).toBe(network.model.weights.length);
    network.model.dispose();
  });

  it('takes the features of a trained generator', async () => {
    const source = await buildNetwork({ kind: 'srresnet', ...generator, scale: 4 });
    setFormulaWeights(source.model);
    const network = await buildNetwork(guided);
    const before = tf.memory().numTensors;
    loadGuide(network.model, await readWeights(source.model));
    expect(tf.memory().numTensors).toBe(before);
    const expected = await tap(source, ['Conv1', 'RB3'], [image]);
    const actual = await tap(network, ['Guide.Conv1', 'Guide.RB3'], [image]);
    // The same sums by graphs that onnxruntime may arrange otherwise: some 1e-7 of values of about 10.
    actual['Guide.Conv1'].data.forEach((v, i) => expect(v).toBeCloseTo(expected.Conv1.data[i], 5));
    actual['Guide.RB3'].data.forEach((v, i) => expect(v).toBeCloseTo(expected.RB3.data[i], 4));
    source.model.dispose();
    network.model.dispose();
  });

  it('refuses a generator that does not fit, and stays as it was', async () => {
    const network = await buildNetwork(guided);
    const kept = await fingerprints(network.model);
    const cases: [object, RegExp][] = [
      [{ channels: 8, blocks: 2 }, /missing: RB3\.conv1\/kernel.*; not used: none/],
      [{ channels: 8, blocks: 4 }, /missing: none; not used: RB4\.conv1\/kernel/],
      [{ channels: 4, blocks: 3 }, /Conv1\.conv\/kernel is 3 x 3 x 3 x 4, the guide's 3 x 3 x 3 x 8/],
    ];
    for (const [options, words] of cases) {
      const other = await buildNetwork({ kind: 'srresnet', ...options });
      const tensors = await readWeights(other.model);
      other.model.dispose();
      expect(() => loadGuide(network.model, tensors)).toThrow(InputError);
      expect(() => loadGuide(network.model, tensors)).toThrow(words);
    }
    expect(await fingerprints(network.model)).toEqual(kept);
    network.model.dispose();
    const plain = await buildNetwork(small);
    expect(() => loadGuide(plain.model, new Map())).toThrow(/has no guide/);
    plain.model.dispose();
  });
});

describe('RRDB networks', () => {
  it('come back from their files', async () => {
    await expectSavedAndLoaded({ ...small, scale: 4, globalResidual: false });
    await expectSavedAndLoaded(guided);
  });

  it('refuse what makes no network, and leave nothing behind', () => {
    const before = tf.memory().numTensors;
    const wrong: [GuidedRrdbOptions, RegExp][] = [
      [{ scale: 1 as 2 }, /RRDB network upscales by 2, 3, 4 or 8, not by 1/],
      [{ growth: 0 }, /growth must be .* not 0/],
      [{ blocks: 0.5 }, /blocks/],
      [{ guide: { network: { blocks: -1 } } }, /guide: blocks/],
      [{ guide: { vector: NaN } }, /vector must be .* not NaN/],
    ];
    for (const [options, words] of wrong) {
      expect(() => guidedRrdb(options)).toThrow(InputError);
      expect(() => guidedRrdb(options)).toThrow(words);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leave nothing behind when they are disposed', () => {
    const before = tf.memory().numTensors;
    guidedRrdb(guided).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
