import { readFileSync } from 'node:fs';
import path from 'node:path';
import { input, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { DynamicDepthwise } from '@ddr-lab/engine/layers/dynamic-depthwise';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import * as tf from '@tensorflow/tfjs-core';
import { keyNetworks, keyQueue } from '../../src/methods/degradation-aware/contrast';
import { degradationAware } from '../../src/networks/architectures/degradation-aware/network';
import { projectionHead } from '../../src/networks/architectures/degradation-encoder/network';

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}

const file = path.join(__dirname, '../fixtures/contrast/contrast.json');
const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
  info_nce: { temperature: number; loss: number } & Record<'rows' | 'keys' | 'queue' | 'gradient', Numbers>;
  depthwise: Record<'image' | 'kernels' | 'weights' | 'result' | 'by image' | 'by kernels', Numbers>;
};

const floats = ({ data }: Numbers): Float32Array => Float32Array.from(data);
const apart = (a: ArrayLike<number>, { data }: Numbers): number =>
  data.reduce((most, value, i) => Math.max(most, Math.abs(a[i] - value)), 0) /
  data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const ways = [compiledGradients, layersGradients];

beforeAll(async () => {
  await useBackend();
});

/** Both paths compute in float32 what PyTorch did in float64: sums of some dozens of products. */
const tolerance = 2e-5;

describe.runIf(process.env.DDR_BACKEND === undefined)('as PyTorch computes it, on both paths:', () => {
  it('InfoNCE and its gradient by the queries', () => {
    const { rows, keys, queue, temperature, loss, gradient } = fixture.info_nce;
    const objective: Objective = {
      networks: {},
      inputs: { rows: rows.shape, keys: keys.shape, queue: queue.shape },
      wanted: ['rows'],
      build: (calculus, given) => {
        const total = calculus.infoNce(calculus.unitRows(given.rows), given.keys, given.queue, temperature);
        return { losses: { total }, total };
      },
    };
    for (const way of ways) {
      const gradients = way(objective)!;
      const found = gradients.run({ rows: floats(rows), keys: floats(keys), queue: floats(queue) });
      expect(Math.abs(found.losses.total - loss)).toBeLessThan(tolerance * loss);
      expect(apart(found.gradients.rows, gradient)).toBeLessThan(tolerance);
      gradients.dispose();
    }
  });

  it('rows of length 1 come back as an output', () => {
    const { rows, keys } = fixture.info_nce;
    for (const way of ways) {
      const gradients = way({
        networks: {},
        inputs: { rows: rows.shape, keys: keys.shape },
        wanted: ['rows'],
        build: (calculus, given) => {
          const unit = calculus.unitRows(given.rows);
          const total = calculus.mse(unit, given.keys);
          return { losses: { total }, total, outputs: { unit } };
        },
      })!;
      const { outputs } = gradients.run({ rows: floats(rows), keys: floats(keys) });
      const [, columns] = rows.shape;
      for (let at = 0; at < rows.data.length; at += columns) {
        const length = Math.hypot(...rows.data.slice(at, at + columns));
        const wanted = { shape: [columns], data: rows.data.slice(at, at + columns).map((v) => v / length) };
        expect(apart(outputs.unit.subarray(at, at + columns), wanted)).toBeLessThan(tolerance);
      }
      gradients.dispose();
    }
  });

  it('a depthwise convolution with given kernels, at inference', () => {
    const { image, kernels, result } = fixture.depthwise;
    const layer = new DynamicDepthwise({});
    const ours = tf.tidy(() =>
      (
        layer.apply([tf.tensor(image.data, image.shape), tf.tensor(kernels.data, kernels.shape)]) as tf.Tensor
      ).dataSync(),
    );
    expect(apart(ours, result)).toBeLessThan(tolerance);
    const network = degradationAware({
      channels: 16,
      groups: 1,
      blocks: 1,
      scale: 2,
      encoder: { width: 16 },
    });
    const compiled = compiledModel(network, network.outputs)!;
    const [n, height, width] = [2, 7, 6];
    const data = Float32Array.from({ length: n * height * width * 3 }, (_, i) => ((i * 37) % 101) / 101);
    const [{ data: fast }] = compiled.run({ data, dims: [n, height, width, 3] });
    const slow = tf.tidy(() =>
      (network.predict(tf.tensor(data, [n, height, width, 3])) as tf.Tensor).dataSync(),
    );
    expect(apart(fast, { shape: [], data: [...slow] })).toBeLessThan(tolerance);
    network.dispose();
  });

  it('its gradients by image and kernels', () => {
    const { image, kernels, weights, ...wanted } = fixture.depthwise;
    // Kernels come in as rows, and the image through a layer of its own, as blocks of channels.
    const [n, height, width, channels] = image.shape;
    const gradients = layersGradients({
      networks: {},
      inputs: { image: image.shape, kernels: kernels.shape, weights: [n, height, width, channels] },
      wanted: ['image', 'kernels'],
      build: (calculus, given) => {
        const layer = new DynamicDepthwise({});
        const result = layer.apply([given.image as never, given.kernels as never]) as never;
        const total = calculus.inner(result, given.weights);
        return { losses: { total }, total };
      },
    });
    const found = gradients.run({ image: floats(image), kernels: floats(kernels), weights: floats(weights) });
    expect(apart(found.gradients.image, wanted['by image'])).toBeLessThan(tolerance);
    expect(apart(found.gradients.kernels, wanted['by kernels'])).toBeLessThan(tolerance);
    gradients.dispose();
  });

  it('the whole network: gradients of all weights, compiled as by tfjs', () => {
    const network = degradationAware({
      channels: 16,
      groups: 1,
      blocks: 1,
      scale: 2,
      encoder: { width: 16 },
    });
    const random = (length: number, seed: number): Float32Array =>
      Float32Array.from({ length }, (_, i) => ((i * 7919 + seed * 131) % 997) / 997);
    const objective: Objective = {
      networks: { network: { model: network, role: 'trained' } },
      inputs: { lr: [3, 8, 8, 3], hr: [3, 16, 16, 3] },
      build: (calculus, { lr, hr }) => {
        const total = calculus.mse(calculus.apply('network', lr)[0], hr);
        return { losses: { total }, total };
      },
    };
    const parameters = parametersOf(network);
    const before = parameters.state();
    const [ours, theirs] = ways.map((way) => {
      parameters.restore(before);
      const gradients = way(objective)!;
      gradients.run({ lr: random(576, 1), hr: random(2304, 2) });
      gradients.dispose();
      return new Map(parameters.trainable.map(({ name, gradient }) => [name, gradient.slice()]));
    });
    const steepest = Math.max(...[...theirs.values()].map((g) => Math.max(...g.map(Math.abs))));
    for (const [name, gradient] of theirs) {
      const largest = Math.max(...gradient.map(Math.abs), steepest / 1000);
      const most = gradient.reduce((m, value, i) => Math.max(m, Math.abs(value - ours.get(name)![i])), 0);
      // Sums in float32 in another order, through normalisation by the moments of few samples.
      expect(most / largest, name).toBeLessThan(2e-3);
    }
    network.dispose();
  });
});

describe('keys', () => {
  it('are a ring of rows of length 1 that begins with random directions, and is kept with its place', () => {
    const queue = keyQueue(5, 3, 1);
    for (let row = 0; row < 5; row++) {
      const own = queue.data.subarray(3 * row, 3 * row + 3);
      expect(Math.hypot(...own)).toBeCloseTo(1, 6);
    }
    queue.push(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
    queue.push(Float32Array.of(2, 0, 0, 0, 2, 0, 0, 0, 2));
    expect([...queue.data.subarray(0, 3)]).toEqual([0, 0, 2]);
    expect([...queue.data.subarray(3, 6)]).toEqual([0, 1, 0]);
    const again = keyQueue(5, 3, 2);
    again.restore(queue.state());
    again.push(Float32Array.of(3, 3, 3));
    queue.push(Float32Array.of(3, 3, 3));
    expect(again.data).toEqual(queue.data);
  });

  it('are made by networks that follow slowly, and by name', () => {
    const [original, copy] = [projectionHead(4, 1), projectionHead(4, 2)];
    const value = (of: LayersModel): number => parametersOf(of).trainable[0].value[0];
    const followers = keyNetworks([{ original, copy }], 0.75);
    expect(value(copy)).toBe(value(original));
    const start = value(original);
    parametersOf(original).trainable[0].value[0] = start + 1;
    followers.follow();
    expect(value(copy)).toBeCloseTo(start + 0.25, 6);
    const kept = followers.state();
    followers.follow();
    followers.restore(kept);
    expect(value(copy)).toBeCloseTo(start + 0.25, 6);
    for (const one of [original, copy]) one.dispose();
  });
});

it('a head is a network of rows', () => {
  const rows = input({ shape: [4] });
  const head = projectionHead(4);
  const whole = model({ inputs: rows, outputs: head.apply(rows) as SymbolicTensor });
  expect(whole.outputs[0].shape).toEqual([null, 4]);
  head.dispose();
});
