import { createImage } from '@ddr-lab/images/image';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { lastBlock, spreadLayers } from '../../src/analysis/layers';
import { tap } from '../../src/features/tap';
import { meanMembers } from '../../src/networks/mean-members';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { scaleOf } from '../../src/training/places';
import { expectCompiled, expectSavedAndLoaded } from './every-network';

const size = { channels: 4, blocks: 3, scale: 2, outerGain: 1 } as const;
const spec: NetworkSpec = { kind: 'sr-mean', ...size, seed: 5 };

const image = createImage(
  9,
  7,
  Float32Array.from({ length: 189 }, (_, i) => ((i * 37) % 101) / 101),
);

describe('the mean of two networks', () => {
  it('is the mean of what each makes, whose features are its own', async () => {
    const before = tf.memory().numTensors;
    const network = await buildNetwork(spec);
    const members = [
      await buildNetwork({ kind: 'srresnet', ...size, seed: 5 }),
      await buildNetwork({ kind: 'srresnet', ...size, seed: 6 }),
    ];
    const x = tf.tensor4d(image.data, [1, 9, 7, 3]);
    const outputs = tf.tidy(() =>
      [network, ...members].map(({ model }) => (model.predict(x) as tf.Tensor).dataSync<'float32'>()),
    );
    const [both, one, two] = outputs;
    expect(both.length).toBe(18 * 14 * 3);
    both.forEach((value, i) => expect(value).toBeCloseTo((one[i] + two[i]) / 2, 6));
    expect(one).not.toEqual(two);
    const { TwoRB2: ofPair } = await tap(network, ['TwoRB2'], [image]);
    const { RB2: alone } = await tap(members[1], ['RB2'], [image]);
    ofPair.data.forEach((value, i) => expect(value).toBeCloseTo(alone.data[i], 5));
    const sr = await superResolve(network, image);
    expect([sr.height, sr.width]).toEqual([18, 14]);
    expect(scaleOf(network.spec)).toBe(2);
    x.dispose();
    for (const { model } of [network, ...members]) model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('can be taken apart again', async () => {
    const network = await buildNetwork(spec);
    const members = await meanMembers(network);
    const [one, two, both] = await Promise.all(
      [...members, network].map((own) => superResolve(own, image).then(({ data }) => data)),
    );
    both.forEach((value, i) => {
      const mean = (one[i] + two[i]) / 2;
      // What is put out is clipped: the mean of clipped ones is another number.
      if (mean > 0.01 && mean < 0.99 && Math.max(one[i], two[i]) < 1 && Math.min(one[i], two[i]) > 0) {
        expect(value).toBeCloseTo(mean, 5);
      }
    });
    expect(one).not.toEqual(two);
    const [{ model }] = members;
    await expect(meanMembers(members[0])).rejects.toThrow(/kind srresnet is no mean of two/);
    for (const own of [model, members[1].model, network.model]) own.dispose();
  });

  it('has blocks of both to look at', async () => {
    const network = await buildNetwork(spec);
    expect(network.layers).toEqual(
      expect.arrayContaining(['OneConv1', 'OneRB1', 'TwoRB3', 'TwoUP1', 'Output']),
    );
    expect(network.layers.filter((name) => /Upsampled|[.]/.test(name))).toEqual([]);
    expect(lastBlock(network)).toBe('TwoRB3');
    for (const name of spreadLayers(network, 6)) expect(name).toMatch(/^(One|Two)RB[123]$/);
    network.model.dispose();
  });

  it('is compiled, in tiles, too, and comes back from its file', async () => {
    await expectCompiled(spec, { tiles: true });
    await expectSavedAndLoaded(spec);
  });
});
