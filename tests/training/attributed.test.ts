import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { GroupConv2D } from '@ddr-lab/engine/layers/group-conv2d';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';

beforeAll(async () => {
  await useBackend();
});

function uniform(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.uniform());
}

/** 3 channels to 3 by way of a convolution in groups. */
function grouped(): LayersModel {
  const x = input({ shape: [null, null, 3] });
  const wide = layers.conv2d({ name: 'Conv1', filters: 32, kernelSize: 3, padding: 'same' }).apply(x);
  const inner = new GroupConv2D({ name: 'Group', filters: 64, kernelSize: 3, groups: 2 }).apply(wide);
  const active = layers.reLU({ name: 'ReLU' }).apply(inner);
  const y = layers.conv2d({ name: 'Output', filters: 3, kernelSize: 3, padding: 'same' }).apply(active);
  const network = model({ inputs: x, outputs: y as SymbolicTensor });
  network.setWeights(
    network.getWeights().map((weight, i) =>
      tf.tensor(
        uniform(weight.size, i + 1).map((v) => (v - 0.5) / 4),
        weight.shape,
      ),
    ),
  );
  return network;
}

const shape = [2, 7, 6, 3];
const window = { top: 1, left: 2, height: 4, width: 3 };

const totals: Record<string, <T>(calculus: Calculus<T>, y: T, v: T) => T> = {
  'the magnitudes of differences in a window': (calculus, y) => calculus.gradientMagnitude(y, window, 1e-6),
  'an inner product with one item for all': (calculus, y, v) => calculus.inner(y, v),
};

describe.runIf(process.env.DDR_BACKEND === undefined)('objectives of attribution', () => {
  it.each(Object.keys(totals))('%s: compiled as by tfjs, and as finite differences say', (name) => {
    const network = grouped();
    const objective: Objective = {
      networks: { network: { model: network, role: 'trained' } },
      inputs: { x: shape, v: [1, 7, 6, 3] },
      wanted: ['x'],
      build: (calculus, { x, v }) => {
        const total = totals[name](calculus, calculus.apply('network', x)[0], v);
        return { losses: { total }, total };
      },
    };
    const before = tf.memory().numTensors;
    const inputs = { x: uniform(252, 1), v: uniform(126, 2) };
    const found = [gradientsOf(objective), layersGradients(objective)].map((gradients) => {
      const { losses, gradients: slopes } = gradients.run(inputs);
      const kernel = parametersOf(network).get('Group/kernel').gradient.slice();
      const result = { kind: gradients.kind, loss: losses.total, x: slopes.x.slice(), kernel };
      gradients.dispose();
      return result;
    });
    expect(tf.memory().numTensors).toBe(before);
    const [ours, theirs] = found;
    expect(ours.kind).toBe('compiled');
    expect(Math.abs(ours.loss - theirs.loss)).toBeLessThan(1e-5 * Math.abs(theirs.loss));
    for (const part of ['x', 'kernel'] as const) {
      const largest = theirs[part].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      // float32 sums in another order.
      ours[part].forEach((value, i) =>
        expect(Math.abs(value - theirs[part][i])).toBeLessThan(1e-4 * largest),
      );
    }
    const direction = uniform(252, 3).map((value) => value - 0.5);
    const step = 5e-3;
    const loss = (sign: number): number => {
      const gradients = gradientsOf({ ...objective, wanted: [] });
      const { losses } = gradients.run({
        ...inputs,
        x: inputs.x.map((value, i) => value + sign * step * direction[i]),
      });
      gradients.dispose();
      return losses.total;
    };
    const slope = ours.x.reduce((sum, value, i) => sum + value * direction[i], 0);
    const length = Math.sqrt(ours.x.reduce((sum, value) => sum + value * value, 0) * (252 / 12));
    expect(Math.abs((loss(1) - loss(-1)) / (2 * step) - slope)).toBeLessThan(0.02 * length);
    network.dispose();
  });

  it('have a slope of 0, not NaN, where an image is flat', () => {
    const x = input({ shape: [null, null, 3] });
    const network = model({
      inputs: x,
      outputs: layers.conv2d({ filters: 3, kernelSize: 1, padding: 'same' }).apply(x) as SymbolicTensor,
    });
    const objective: Objective = {
      networks: { network: { model: network, role: 'fixed' } },
      inputs: { x: shape },
      wanted: ['x'],
      build: (calculus, inputs) => {
        const total = calculus.gradientMagnitude(calculus.apply('network', inputs.x)[0], window, 1e-12);
        return { losses: { total }, total };
      },
    };
    for (const make of [gradientsOf, layersGradients]) {
      const gradients = make(objective);
      const { losses, gradients: slopes } = gradients.run({ x: new Float32Array(252).fill(0.5) });
      expect(losses.total).toBeCloseTo(2 * 3 * 12 * 1e-6, 6);
      expect([...slopes.x].every((value) => Math.abs(value) < 1e-3)).toBe(true);
      gradients.dispose();
    }
    network.dispose();
  });
});
