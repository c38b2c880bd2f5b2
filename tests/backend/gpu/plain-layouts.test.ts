import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { GroupConv2D } from '@ddr-lab/engine/layers/group-conv2d';
import { compiledDevice, processor, useDevice } from '@ddr-lab/engine/onnxruntime/device';
import { degradationAware } from '../../../src/networks/architectures/degradation-aware/network';
import { unet } from '../../../src/networks/architectures/unet/network';
import { judge } from './judge';

// The graphs that a GPU is given, computed by the processor: every way in which they differ from the processor's own.

beforeAll(async () => {
  await useBackend();
});
const before = compiledDevice();
afterEach(() => useDevice(before));

/** Weights that keep features alive. */
function alive(network: LayersModel): LayersModel {
  const random = createRandom(7);
  const weights = network.getWeights().map((weight, i) => {
    const fan = weight.shape.slice(0, -1).reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: weight.size }, () =>
      /variance|gamma/.test(network.weights[i].name)
        ? 0.5 + random.uniform()
        : random.normal() / Math.sqrt(fan + 1),
    );
    return tf.tensor(values, weight.shape);
  });
  network.setWeights(weights);
  tf.dispose(weights);
  return network;
}

/** Groups of 16 channels, whole blocks on every processor. */
function grouped(): LayersModel {
  const x = input({ shape: [null, null, 3] });
  const wide = layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same' }).apply(x);
  const inner = new GroupConv2D({ filters: 32, kernelSize: 3, groups: 2 }).apply(wide);
  const y = layers.conv2d({ filters: 3, kernelSize: 1, padding: 'same' }).apply(inner);
  return model({ inputs: x, outputs: y as SymbolicTensor });
}

describe.runIf(process.env.DDR_BACKEND === undefined)('graphs without blocks', () => {
  it.each([
    ['normalisation, strides, rows', () => judge('flatten'), [2, 6, 6, 3]],
    ['a mean of all pixels', () => judge('average'), [2, 6, 6, 3]],
    ['groups', grouped, [1, 4, 5, 3]],
    [
      'kernels made of the image',
      () => degradationAware({ channels: 16, groups: 1, blocks: 1, encoder: { width: 16, centred: true } }),
      [2, 8, 9, 3],
    ],
    ['images cropped and joined', () => unet({ channels: 16, levels: 2, blocks: 1 }), [1, 9, 10, 3]],
  ] as const)('%s: the same losses and gradients', (_, build, shape) => {
    const network = alive(build());
    const objective: Objective = {
      networks: { network: { model: network, role: 'trained' } },
      inputs: { x: shape },
      wanted: ['x'],
      build: (calculus, { x }) => {
        const [y] = calculus.apply('network', x);
        const total = calculus.mse(y, calculus.stop(calculus.add(y, y)));
        return { losses: { total }, total };
      },
    };
    const random = createRandom(1);
    const size = (shape as readonly number[]).reduce((a, b) => a * b, 1);
    const x = Float32Array.from({ length: size }, () => random.uniform());
    const parameters = parametersOf(network);
    const start = parameters.state();
    const [blocks, plain] = [processor, { ...processor, blocks: false }].map((device) => {
      useDevice(device);
      parameters.restore(start);
      const gradients = compiledGradients(objective)!;
      const { losses, gradients: wanted } = gradients.run({ x });
      const all = [
        Float32Array.of(losses.total),
        wanted.x.slice(),
        ...parameters.trainable.map(({ gradient }) => gradient.slice()),
      ];
      gradients.dispose();
      return all;
    });
    const largest = blocks.map((values) =>
      values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    );
    const steepest = Math.max(...largest.slice(2));
    expect(steepest).toBeGreaterThan(0);
    plain.forEach((values, i) => {
      const apart = values.reduce((most, value, k) => Math.max(most, Math.abs(value - blocks[i][k])), 0);
      // float32 sums in another order; a bias before a normalisation has a gradient of rounding alone, as in compiled.test.ts.
      expect(apart).toBeLessThan(1e-4 * Math.max(largest[i], i < 2 ? 0 : steepest / 100));
    });
    network.dispose();
  });
});
