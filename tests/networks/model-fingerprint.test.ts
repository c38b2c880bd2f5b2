import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as buildModel,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';
import { layerPlace, modelFingerprint } from '@ddr-lab/engine/model-fingerprint';

beforeAll(async () => {
  await useBackend();
});

/** x -> a dense layer -> x plus or times it; weights all `value`. Its layers have names of tfjs's own choice. */
function small({ value = 1, activation = 'relu' as const, merge = 'add', twice = false } = {}): LayersModel {
  const x = input({ shape: [3] });
  const dense = layers.dense({ units: 3, activation, kernelInitializer: 'ones' });
  const y = dense.apply(x) as SymbolicTensor;
  const join = merge === 'add' ? layers.add() : layers.multiply();
  const z = join.apply(twice ? [y, y] : [x, y]) as SymbolicTensor;
  const model = buildModel({ inputs: x, outputs: z });
  tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, value))));
  return model;
}

it('is the same for a network built twice, whatever tfjs called its layers', async () => {
  expect(await modelFingerprint(small())).toBe(await modelFingerprint(small()));
  const spec: NetworkSpec = { kind: 'srresnet', channels: 4, blocks: 1, seed: 3 };
  const [a, b] = [await buildNetwork(spec), await buildNetwork(spec)];
  expect(await modelFingerprint(a.model)).toBe(await modelFingerprint(b.model));
});

it('tells weights, settings, layers and connections apart', async () => {
  const variants = [
    small(),
    small({ value: 1 + 2 ** -23 }),
    small({ activation: 'elu' as 'relu' }),
    small({ merge: 'multiply' }),
    small({ twice: true }),
  ];
  const prints = await Promise.all(variants.map((model) => modelFingerprint(model)));
  expect(prints.every((print) => print !== undefined)).toBe(true);
  expect(new Set(prints).size).toBe(variants.length);
});

it('tells apart two layers of the same settings that compute differently', async () => {
  const classes = [
    class Custom extends layers.Layer {
      static className = 'Custom';
      override call(inputs: tf.Tensor[]): tf.Tensor {
        return tf.mul(inputs[0], 2);
      }
    },
    class Custom extends layers.Layer {
      static className = 'Custom';
      override call(inputs: tf.Tensor[]): tf.Tensor {
        return tf.mul(inputs[0], 3);
      }
    },
  ];
  const [two, three] = await Promise.all(
    classes.map((Custom) => {
      const x = input({ shape: [2] });
      return modelFingerprint(buildModel({ inputs: x, outputs: new Custom({}).apply(x) as SymbolicTensor }));
    }),
  );
  expect(two).toBeDefined();
  expect(two).not.toBe(three);
});

it('describes every kind of network of this project', async () => {
  const small = { channels: 4, blocks: 1 };
  const specs: { [Kind in NetworkSpec['kind']]: Extract<NetworkSpec, { kind: Kind }> } = {
    srresnet: { kind: 'srresnet', ...small },
    srcnn: { kind: 'srcnn', layers: 4, channels: 4 },
    resnet18: { kind: 'resnet18', width: 4 },
    discriminator: { kind: 'discriminator', size: 32, stages: 3, width: 4, dense: 4 },
    unified: { kind: 'unified', ...small },
    'guided-rrdb': { kind: 'guided-rrdb', ...small, growth: 4 },
    restoration: { kind: 'restoration', ...small },
    unet: { kind: 'unet', ...small, levels: 2 },
    prn: { kind: 'prn', ...small, stages: 2 },
    cincgan: { kind: 'cincgan', restoration: small, superResolution: small },
    'srgan-generator': { kind: 'srgan-generator', ...small },
    rrdbnet: { kind: 'rrdbnet', ...small, growth: 4 },
    edsr: { kind: 'edsr', ...small },
    'early-srresnet': { kind: 'early-srresnet', ...small },
    srvgg: { kind: 'srvgg', channels: 4, convolutions: 1 },
    carn: { kind: 'carn', channels: 4, mobile: true },
    imdn: { kind: 'imdn', ...small },
    rfdn: { kind: 'rfdn', ...small },
    swinir: { kind: 'swinir', channels: 4, depths: [1], heads: 2 },
    'degradation-encoder': { kind: 'degradation-encoder', width: 4 },
    'degradation-aware': { kind: 'degradation-aware', ...small, groups: 1, encoder: { width: 4 } },
    'degradation-adapted': { kind: 'degradation-adapted', ...small, adapters: 1, encoder: { width: 4 } },
    'contrastive-decoupled': { kind: 'contrastive-decoupled', ...small },
    'feature-aligned': { kind: 'feature-aligned', ...small },
    degrader: { kind: 'degrader', ...small, noise: true },
    'probabilistic-degrader': { kind: 'probabilistic-degrader', ...small, size: 8 },
    'kernel-degrader': { kind: 'kernel-degrader', channels: 4, stages: 2, size: 5 },
    'density-comparator': { kind: 'density-comparator', channels: 4 },
    'frequency-judge': { kind: 'frequency-judge', width: 4 },
    'sr-mean': { kind: 'sr-mean', ...small },
    'video-convolution': { kind: 'video-convolution', channels: 4, blocks: 1 },
    'video-transformer': { kind: 'video-transformer', channels: 8, groups: 1, depth: 1, heads: 2, window: 4 },
  };
  for (const spec of Object.values(specs)) {
    const { model } = await buildNetwork(spec);
    const before = tf.memory().numTensors;
    expect(await modelFingerprint(model), spec.kind).toMatch(/^[0-9a-f]{40}$/);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  }
});

it('places layers by name', async () => {
  const { model } = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2 });
  expect(layerPlace(model, 'RB2')).toBeGreaterThan(layerPlace(model, 'RB1'));
  expect(layerPlace(model, 'RB9')).toBe(-1);
});
