import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Calculus, Gradients, Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { AssignedRegion } from '@ddr-lab/engine/layers/assigned-region';
import { Codebook } from '@ddr-lab/engine/layers/codebook';
import { CrossAttention } from '@ddr-lab/engine/layers/cross-attention';
import { buildNetwork } from '../../src/networks/network';
import type { NetworkSpec } from '../../src/networks/architectures/spec';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}
interface Case {
  readonly inputs: Record<string, Numbers>;
  readonly total: number;
  readonly gradients: Record<string, Numbers>;
}
const file = path.join(__dirname, '../fixtures/degradation-operations/operations.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Case>;

const floats = ({ data }: Numbers): Float32Array => Float32Array.from(data);
const apart = (a: ArrayLike<number>, { data }: Numbers): number =>
  data.reduce((most, value, i) => Math.max(most, Math.abs(a[i] - value)), 0) /
  data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const ways: readonly ((objective: Objective) => Gradients | undefined)[] = [
  compiledGradients,
  layersGradients,
];

beforeAll(async () => {
  await useBackend();
});

/** Both paths compute in float32 what PyTorch did in float64: sums of some hundreds of products. */
const tolerance = 5e-5;

/** A loss of inputs alone, as PyTorch has it. */
function check(
  name: string,
  wanted: readonly string[],
  loss: <T>(calculus: Calculus<T>, given: Readonly<Record<string, T>>) => T,
): void {
  const { inputs, total, gradients: known } = cases[name];
  for (const way of ways) {
    const gradients = way({
      networks: {},
      inputs: Object.fromEntries(Object.entries(inputs).map(([key, { shape }]) => [key, shape])),
      wanted,
      build: (calculus, given) => {
        const made = loss(calculus, given);
        return { losses: { made }, total: made };
      },
    })!;
    const found = gradients.run(
      Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, floats(value)])),
    );
    expect(Math.abs(found.losses.made - total)).toBeLessThan(tolerance * Math.abs(total));
    for (const key of wanted)
      expect(apart(found.gradients[key], known[key]), `${gradients.kind} ${key}`).toBeLessThan(tolerance);
    gradients.dispose();
  }
}

describe.runIf(process.env.DDR_BACKEND === undefined)('as PyTorch computes it, on both paths:', () => {
  it('scores that are to lie a margin apart', () =>
    check('pairMargin', ['scores'], (calculus, { scores, weights }) =>
      calculus.pairMargin(scores, weights, 0.5),
    ));

  it('weighted absolute differences', () =>
    check('weightedL1', ['a', 'b'], (calculus, { a, b, weights }) => calculus.weightedL1(a, b, weights)));

  it('places of two images held against each other', () =>
    check('positionContrast', ['a', 'b'], (calculus, { a, b }) =>
      calculus.positionContrast(a, b, [1, 2, 5, 7, 11], 0.07),
    ));

  it.each([
    ['codebook', ['rows'], { 'Tested/codes': 'codes' }],
    ['crossAttention', ['asks', 'keys', 'values'], { 'Tested/gain': 'gain' }],
    ['assignedRegion', ['guide', 'first', 'second'], {}],
    ['patchConvolution', ['image'], { 'Tested/kernel': 'kernel', 'Tested/bias': 'bias' }],
  ] as const)('a layer by tfjs: %s', (name, keys, weights) => {
    const { inputs, total, gradients } = cases[name];
    const network = oneLayer(
      name,
      keys.map((key) => inputs[key].shape),
    );
    for (const [weight, key] of Object.entries(weights)) {
      parametersOf(network).get(weight).value.set(inputs[key].data);
    }
    parametersOf(network).sync();
    const given = keys.map((key) => tf.tensor(floats(inputs[key]), inputs[key].shape));
    const factors = tf.tensor(floats(inputs.weights), inputs.weights.shape);
    const loss = (...tensors: tf.Tensor[]): tf.Scalar =>
      tf.sum(tf.mul(network.apply(tensors) as tf.Tensor, factors));
    expect(Math.abs(tf.tidy(() => loss(...given).dataSync()[0]) - total)).toBeLessThan(
      1e-4 * Math.abs(total),
    );
    const byInputs = tf.grads(loss)(given);
    keys.forEach((key, i) => {
      if (gradients[key]) expect(apart(byInputs[i].dataSync(), gradients[key]), key).toBeLessThan(tolerance);
    });
    const { value, grads } = network.weights.length
      ? tf.variableGrads(() => loss(...given))
      : { value: [], grads: {} as tf.NamedTensorMap };
    for (const [weight, key] of Object.entries(weights)) {
      const variable = network.weights
        .find(({ originalName }) => originalName === weight)!
        .read() as tf.Variable;
      expect(apart(grads[variable.name].dataSync(), gradients[key]), key).toBeLessThan(tolerance);
    }
    tf.dispose([value, grads, byInputs, given, factors]);
    network.dispose();
  });
});

/** A network of a layer alone, Tested. */
function oneLayer(name: string, shapes: readonly number[][]): LayersModel {
  const given = shapes.map((shape) => input({ shape: shape.slice(1) }));
  const layer = {
    codebook: () => new Codebook({ name: 'Tested', count: 5 }),
    crossAttention: () => new CrossAttention({ name: 'Tested' }),
    assignedRegion: () => new AssignedRegion({ name: 'Tested' }),
    patchConvolution: () =>
      layers.conv2d({ name: 'Tested', filters: 16, kernelSize: 3, strides: 3, padding: 'same' }),
  }[name]!();
  const outputs = layer.apply(given.length === 1 ? given[0] : given) as SymbolicTensor;
  return model({ inputs: given, outputs });
}

// Every layer that DAA, CDSR and CRL-SR brought, in the networks that hold them.
describe.runIf(process.env.DDR_BACKEND === undefined)(
  'gradients of all weights, compiled as by tfjs:',
  () => {
    const small = { channels: 16, blocks: 2, scale: 2 } as const;
    const encoder = { width: 16, centred: true } as const;
    it.each([
      { kind: 'degradation-adapted', ...small, adapters: 2, regions: 3, encoder },
      { kind: 'degradation-aware', ...small, groups: 1, fusion: 'query', encoder: { ...encoder, codes: 8 } },
      { kind: 'contrastive-decoupled', ...small, depth: 2 },
    ] satisfies NetworkSpec[])('$kind', async (spec) => {
      const { model: network } = await buildNetwork(spec);
      const parameters = parametersOf(network);
      // What begins at zero would have hidden what lies behind it.
      for (const { name, value } of parameters.trainable) {
        if (/point\/kernel|gain/.test(name))
          value.forEach((_, i) => (value[i] = ((i * 131) % 61) / 200 - 0.15));
      }
      const numbers = (length: number, seed: number): Float32Array =>
        Float32Array.from({ length }, (_, i) => ((i * 7919 + seed * 131) % 997) / 997);
      const decoupled = spec.kind === 'contrastive-decoupled';
      const objective: Objective = {
        networks: { network: { model: network, role: 'trained' } },
        inputs: { lr: [3, 12, 12, 3], hr: [3, 24, 24, 3], pooled: [3, 12, 12, 3] },
        build: (calculus, { lr, hr, pooled }) => {
          const pixels = calculus.mse(calculus.apply('network', lr, ['Output'])[0], hr);
          if (!decoupled) return { losses: { pixels } as Record<string, typeof pixels>, total: pixels };
          const [a] = calculus.apply('network', lr, ['Embedding']);
          const [b] = calculus.apply('network', pooled, ['Embedding']);
          const contrast = calculus.positionContrast(a, b, [14, 30, 77, 100], 0.07);
          return {
            losses: { pixels, contrast },
            total: calculus.sum([
              [1, pixels],
              [0.1, contrast],
            ]),
          };
        },
      };
      const before = parameters.state();
      const [ours, theirs] = ways.map((way) => {
        parameters.restore(before);
        const gradients = way(objective)!;
        const { losses } = gradients.run({
          lr: numbers(1296, 1),
          hr: numbers(5184, 2),
          pooled: numbers(1296, 3),
        });
        gradients.dispose();
        return {
          losses,
          kind: gradients.kind,
          found: new Map(parameters.trainable.map(({ name, gradient }) => [name, gradient.slice()])),
        };
      });
      expect(ours.kind).toBe('compiled');
      for (const [name, loss] of Object.entries(theirs.losses)) {
        expect(Math.abs(ours.losses[name] - loss)).toBeLessThan(1e-4 * loss);
      }
      const steepest = Math.max(...[...theirs.found.values()].map((g) => Math.max(...g.map(Math.abs))));
      for (const [name, gradient] of theirs.found) {
        const largest = Math.max(...gradient.map(Math.abs), steepest / 1000);
        const most = gradient.reduce((m, v, i) => Math.max(m, Math.abs(v - ours.found.get(name)![i])), 0);
        // Sums in float32 in another order, through normalisation by the moments of few samples.
        expect(most / largest, name).toBeLessThan(2e-3);
      }
      parameters.restore(before);
      parameters.sync();
      const image = { data: numbers(3 * 12 * 24, 5), dims: [1, 12, 24, 3] } as const;
      const [{ data: fast }] = compiledModel(network, network.outputs)!.run(image);
      const slow = tf.tidy(() =>
        (network.predict(tf.tensor(image.data, [...image.dims])) as tf.Tensor).dataSync(),
      );
      expect(apart(fast, { shape: [], data: [...slow] })).toBeLessThan(1e-4);
      network.dispose();
    });
  },
);
