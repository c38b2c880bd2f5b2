import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Gradients, Objective } from '@ddr-lab/engine/gradients/objective';
import { carn } from '../../src/networks/architectures/carn/network';
import { degradationAware } from '../../src/networks/architectures/degradation-aware/network';
import { resnet18 } from '../../src/networks/architectures/resnet18/network';
import { rrdbnet } from '../../src/networks/architectures/rrdbnet/network';
import { srcnn } from '../../src/networks/architectures/srcnn/network';
import { srresnet } from '../../src/networks/architectures/srresnet/network';

beforeAll(async () => {
  await useBackend();
});

/** Numbers in [0, 1]. */
function uniform(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.uniform());
}

/** Weights of a size that keeps features alive: fresh ones of some networks are so small that rounding is all one sees. */
function alive(network: LayersModel): LayersModel {
  const random = createRandom(7);
  network.setWeights(
    network.getWeights().map((weight, i) => {
      const fan = weight.shape.slice(0, -1).reduce((a, b) => a * b, 1);
      const kind = network.weights[i].name;
      const values = Float32Array.from({ length: weight.size }, () =>
        /variance|gamma/.test(kind) ? 0.5 + random.uniform() : random.normal() / Math.sqrt(fan + 1),
      );
      return tf.tensor(values, weight.shape);
    }),
  );
  return network;
}

/** Squared error of a network that never changes, as a function of its input. */
function attributing(network: LayersModel, shape: readonly number[]): Objective {
  const out = network.outputs[0].shape;
  const [, height, width] = shape;
  const target =
    out.length === 4
      ? (network.predict(tf.zeros([...shape])) as tf.Tensor).shape
      : [shape[0], out.at(-1) as number];
  expect(height * width).toBeGreaterThan(0);
  return {
    networks: { network: { model: network, role: 'fixed' } },
    inputs: { x: shape, target },
    wanted: ['x'],
    build: (calculus, { x, target: wanted }) => {
      const [y] = calculus.apply('network', x);
      const total = calculus.mse(y, wanted);
      return { losses: { total }, total };
    },
  };
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The largest difference, in parts of the largest value of the second. */
function apart(a: Float32Array, b: Float32Array): number {
  const largest = b.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0) / largest;
}

/** A convolution behind a stride, a pool of all pixels and a dense layer. */
function strided(): LayersModel {
  const x = input({ shape: [8, 8, 3] });
  const conv = layers.conv2d({ filters: 16, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' });
  const pooled = layers.globalAveragePooling2d({}).apply(conv.apply(x));
  const y = layers.dense({ units: 4 }).apply(pooled) as SymbolicTensor;
  return model({ inputs: x, outputs: y });
}

const networks: readonly (readonly [
  string,
  () => LayersModel,
  readonly number[],
  kind: 'compiled' | 'layers',
])[] = [
  [
    'SRResNet with global residual',
    () => srresnet({ channels: 16, blocks: 2, scale: 4, globalResidual: true, outerGain: 1 }),
    [2, 8, 7, 3],
    'compiled',
  ],
  [
    'SRResNet without',
    () => srresnet({ channels: 16, blocks: 2, scale: 4, globalResidual: false, outerGain: 1 }),
    [2, 8, 7, 3],
    'compiled',
  ],
  [
    'SRCNN, bicubic before its first layer',
    () => srcnn({ layers: 3, scale: 3, globalResidual: true }),
    [1, 9, 8, 3],
    'compiled',
  ],
  ['RRDB', () => rrdbnet({ channels: 16, growth: 16, blocks: 1, scale: 4 }), [1, 8, 8, 3], 'compiled'],
  ['ResNet18', () => resnet18({ width: 16, classes: 5 }), [2, 16, 16, 3], 'compiled'],
  [
    'CARN-M, whose convolutions are in groups',
    () => carn({ channels: 32, groups: 2, mobile: true, scale: 2 }),
    [2, 6, 7, 3],
    'compiled',
  ],
  [
    'a network whose kernels come of the image',
    () => degradationAware({ channels: 16, groups: 1, blocks: 1, encoder: { width: 16, centred: true } }),
    [2, 8, 9, 3],
    'compiled',
  ],
  ['strided', strided, [2, 8, 8, 3], 'compiled'],
];

describe.runIf(process.env.DDR_BACKEND === undefined)('gradients of inputs', () => {
  it.each(networks)('%s: compiled as by tfjs, and as finite differences say', (_, build, shape, kind) => {
    const network = alive(build());
    const objective = attributing(network, shape);
    const { x: xShape, target: tShape } = objective.inputs;
    const inputs = { x: uniform(size(xShape), 1), target: uniform(size(tShape), 2) };
    const before = tf.memory().numTensors;
    const run = (gradients: Gradients): { loss: number; gradient: Float32Array } => {
      const { losses, gradients: found } = gradients.run(inputs);
      gradients.dispose();
      return { loss: losses.total, gradient: found.x.slice() };
    };
    const chosen = gradientsOf(objective);
    expect(chosen.kind).toBe(kind);
    const ours = run(chosen);
    const theirs = run(layersGradients(objective));
    expect(tf.memory().numTensors).toBe(before);
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    // float32 sums in another order.
    expect(apart(ours.gradient, theirs.gradient)).toBeLessThan(1e-4);
    // Along a direction: the loss is piecewise quadratic, so that the difference of both sides is exact but for rounding and kinks.
    const direction = uniform(size(xShape), 3).map((value) => value - 0.5);
    const step = 1e-2;
    const loss = (sign: number): number => {
      const gradients = gradientsOf({ ...objective, wanted: [] });
      const x = inputs.x.map((value, i) => value + sign * step * direction[i]);
      const { losses } = gradients.run({ ...inputs, x });
      gradients.dispose();
      return losses.total;
    };
    const slope = (loss(1) - loss(-1)) / (2 * step);
    const expected = ours.gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
    const scale =
      Math.sqrt(ours.gradient.reduce((sum, value) => sum + value * value, 0)) * Math.sqrt(size(xShape) / 12);
    expect(Math.abs(slope - expected)).toBeLessThan(0.03 * scale);
    network.dispose();
  });

  it('are zeros of an input that the losses do not depend on, and missing where they are not wanted', () => {
    const network = srresnet({ channels: 16, blocks: 1, scale: 2, globalResidual: false, outerGain: 1 });
    const objective: Objective = {
      ...attributing(network, [1, 4, 4, 3]),
      inputs: { x: [1, 4, 4, 3], target: [1, 8, 8, 3], idle: [1, 4, 4, 3] },
      wanted: ['idle'],
    };
    const inputs = { x: uniform(48, 1), target: uniform(192, 2), idle: uniform(48, 3) };
    for (const make of [compiledGradients, layersGradients]) {
      const gradients = make(objective)!;
      const { gradients: found } = gradients.run(inputs);
      expect(Object.keys(found)).toEqual(['idle']);
      expect([...found.idle].every((value) => value === 0)).toBe(true);
      gradients.dispose();
    }
    network.dispose();
  });

  it('come beside those of the weights', () => {
    const network = srresnet({ channels: 16, blocks: 1, scale: 2, globalResidual: true, outerGain: 1 });
    const objective: Objective = {
      ...attributing(network, [1, 4, 4, 3]),
      networks: { network: { model: network, role: 'trained' } },
    };
    const inputs = { x: uniform(48, 1), target: uniform(192, 2) };
    const [a, b] = [compiledGradients, layersGradients].map((make) => {
      const gradients = make(objective)!;
      const found = gradients.run(inputs).gradients.x.slice();
      gradients.dispose();
      return found;
    });
    expect(apart(a, b)).toBeLessThan(1e-4);
    network.dispose();
  });
});
