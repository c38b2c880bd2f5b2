import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../../src/features/tap';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { stackImages } from '@ddr-lab/images/tensors';
import { buildNetwork, type Network } from '../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(2);
const draw = (side: number): Image => mapSamples(createImage(side, side), () => random.uniform());
const images = Array.from({ length: 7 }, () => draw(8));
let network: Network;

beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 3, seed: 1 });
});
afterAll(() => network.model.dispose());

describe('tap', () => {
  it('gives a row an image, whatever the batch, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const progress: number[] = [];
    const three = await tap(network, ['RB1', 'UP1'], images, {
      batch: 3,
      onProgress: (p) => progress.push(p.done),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(progress).toEqual([3, 6, 7]);
    expect(three.RB1).toMatchObject({ rows: 7, columns: 8 * 8 * 4 });
    expect(three.UP1.columns).toBe(16 * 16 * 4);
    const all = await tap(network, ['UP1', 'RB1'], images, { batch: 100 });
    expect(three).toEqual(all);
  });

  it('gives what the whole network computes on its way: the last layer is its output', async () => {
    const { Output } = await tap(network, ['Output'], images);
    const input = stackImages(images);
    const output = network.model.predict(input) as tf.Tensor;
    // Compiled or not: the same float32 sums in another order, some 1e-7 here.
    const whole = output.dataSync();
    expect(Output.data.length).toBe(whole.length);
    Output.data.forEach((value, i) => expect(Math.abs(value - whole[i])).toBeLessThan(1e-5));
    tf.dispose([input, output]);
  });

  it('gives residual blocks: RB2 is RB1 plus what RB2.conv2 adds', async () => {
    const { RB1, RB2, 'RB2.conv2': added } = await tap(network, ['RB1', 'RB2', 'RB2.conv2'], images);
    RB2.data.forEach((value, i) => expect(value).toBeCloseTo(RB1.data[i] + added.data[i], 5));
  });

  it('gives the features of the weights as they are', async () => {
    const own = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 1, seed: 2 });
    const { RB1: before } = await tap(own, ['RB1'], images);
    const bias = own.model.getLayer('RB1.conv2').weights[1];
    const ones = tf.ones(bias.shape as number[]);
    bias.write(ones);
    ones.dispose();
    const { RB1: after } = await tap(own, ['RB1'], images);
    after.data.forEach((value, i) => expect(value).toBeCloseTo(before.data[i] + 1, 5));
    own.model.dispose();
  });

  it('taps the input and a layer named twice', async () => {
    const both = await tap(network, ['Input', 'RB1', 'RB1'], images.slice(0, 1));
    expect(both.Input.data).toEqual(images[0].data);
    expect(both.RB1).toEqual((await tap(network, ['RB1'], images.slice(0, 1))).RB1);
  });

  it('says in words what cannot be tapped', async () => {
    await expect(tap(network, ['RB9'], images)).rejects.toThrow(/no layer RB9.*Conv1, RB1, RB2, RB3, UP1/);
    await expect(tap(network, [], images)).rejects.toThrow(InputError);
    await expect(tap(network, ['RB1'], [])).rejects.toThrow(InputError);
    await expect(tap(network, ['RB1'], [...images, draw(9)], { batch: 7 })).rejects.toThrow(/9 x 9.*8 x 8/);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const work = tap(network, ['RB1'], images, {
      batch: 1,
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(work).rejects.toThrow(/abort/i);
  });
});
