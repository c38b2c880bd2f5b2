import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { describe, expect, it } from 'vitest';
import { featureJudge } from '../../src/networks/architectures/feature-aligned/feature-judge';
import { targetDecoder } from '../../src/networks/architectures/feature-aligned/target-decoder';
import type { NetworkSpec } from '../../src/networks/architectures/spec';
import { buildNetwork, type Network } from '../../src/networks/network';
import { takeWeights } from '../../src/training/places';

const size = { channels: 16, blocks: 2, scale: 2 } as const;

/** Uniform numbers in [0, 1]. */
function images(shape: [number, number, number, number], seed = 1): tf.Tensor4D {
  const random = createRandom(seed);
  const count = shape.reduce((a, b) => a * b, 1);
  return tf.tensor4d(
    Float32Array.from({ length: count }, () => random.uniform()),
    shape,
  );
}

/** What a model makes of an input, as an array, and its shape. */
function made(model: LayersModel, x: tf.Tensor): { shape: number[]; data: Float32Array } {
  return tf.tidy(() => {
    const y = model.predict(x) as tf.Tensor;
    return { shape: y.shape, data: y.dataSync<'float32'>().slice() };
  });
}

describe('a network of aligned features', () => {
  it.each(['residual', 'dense'] as const)(
    'enlarges images of any size, with a trunk that is %s',
    async (trunk) => {
      const { model } = await buildNetwork({ kind: 'feature-aligned', ...size, trunk });
      const x = images([2, 9, 7, 3]);
      expect(made(model, x).shape).toEqual([2, 18, 14, 3]);
      expect(model.getLayer('Encoder').outputShape).toEqual([null, null, null, 16]);
      x.dispose();
      model.dispose();
    },
  );

  it('has five convolutions before its features, and nothing goes past them', async () => {
    const { model } = await buildNetwork({ kind: 'feature-aligned', ...size, trunk: 'residual' });
    const names = model.layers.map(({ name }) => name);
    const before = names.slice(0, names.indexOf('Encoder'));
    const convolutions = before.filter((name) => model.getLayer(name).getClassName() === 'Conv2D');
    expect(convolutions).toEqual(['Conv1.conv', 'RB1.conv1', 'RB1.conv2', 'RB2.conv1', 'RB2.conv2']);
    // Features of zeros, whatever the image: the output no longer depends on it.
    const { model: rest } = await buildNetwork({ kind: 'feature-aligned', ...size, trunk: 'residual' });
    tf.tidy(() => {
      for (const name of convolutions) {
        rest.getLayer(name).setWeights(
          rest
            .getLayer(name)
            .getWeights()
            .map((weight) => tf.zerosLike(weight)),
        );
      }
    });
    const [x, y] = [images([1, 8, 8, 3], 1), images([1, 8, 8, 3], 2)];
    expect(made(rest, x).data).toEqual(made(rest, y).data);
    expect(made(model, x).data).not.toEqual(made(model, y).data);
    tf.dispose([x, y]);
    for (const each of [model, rest]) each.dispose();
  });

  it.each([true, false])(
    'begins as the SRResNet that it is given (global residual: %s)',
    async (globalResidual) => {
      const options = { ...size, globalResidual, outerGain: 1 };
      const plain = await buildNetwork({ kind: 'srresnet', ...options, blocks: 4, seed: 4 });
      const aligned = await buildNetwork({ kind: 'feature-aligned', ...options, trunk: 'residual', seed: 9 });
      const x = images([1, 9, 7, 3]);
      const wanted = made(plain.model, x).data;
      expect(made(aligned.model, x).data).not.toEqual(wanted);
      await takeWeights(aligned, plain);
      // The same layers with the same weights, in the same order.
      expect(made(aligned.model, x).data).toEqual(wanted);
      x.dispose();
      aligned.model.dispose();
    },
  );

  it('refuses what it cannot be', async () => {
    const build = (options: object): Promise<Network> =>
      buildNetwork({ kind: 'feature-aligned', ...size, ...options } as NetworkSpec);
    await expect(build({ trunk: 'wide' })).rejects.toThrow(/dense or residual, not wide/);
    await expect(build({ blocks: 0 })).rejects.toThrow(InputError);
    await expect(build({ scale: 5 })).rejects.toThrow(InputError);
  });
});

describe('what is trained beside it', () => {
  it.each(['residual', 'dense'] as const)('a decoder to LR images (%s)', (trunk) => {
    const decoder = targetDecoder(16, { trunk, blocks: 1 });
    const features = images([2, 9, 7, 16]);
    expect(made(decoder, features).shape).toEqual([2, 9, 7, 3]);
    features.dispose();
    decoder.dispose();
  });

  it('a judge with a map of verdicts, which looks at detail alone where it is told to', () => {
    const judge = featureJudge(16, { width: 16, stages: 2, detail: 8 });
    const features = images([2, 9, 7, 16]);
    expect(made(judge, features).shape).toEqual([2, 3, 2, 1]);
    const even = tf.fill([1, 16, 16, 16], 0.7);
    // The border's zeros are seen; in the middle 2 x 2 verdicts that nothing but the even part reaches.
    const { data } = made(judge, even);
    expect(Math.abs(data[5])).toBeLessThan(1e-4);
    const plain = featureJudge(16, { width: 16, stages: 2 });
    expect(Math.abs(made(plain, even).data[5])).toBeGreaterThan(1e-2);
    tf.dispose([features, even]);
    for (const model of [judge, plain]) model.dispose();
    expect(() => featureJudge(16, { detail: 0 })).toThrow(/detail is a positive number, not 0/);
    expect(() => featureJudge(16, { stages: 1.5 })).toThrow(InputError);
  });
});
