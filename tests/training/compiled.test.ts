import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/backend/backend';
import { srresnet } from '../../src/networks/srresnet';
import { createRandom } from '../../src/random/random';
import { compiledStep } from '../../src/training/compiled/step';
import { layersStep, type TrainingStep } from '../../src/training/step';

let onnxruntime = false;
beforeAll(async () => {
  onnxruntime = (await useBackend()).name === 'onnxruntime';
});
afterEach(() => {
  delete process.env.DDR_THREADS;
});

const adam = { beta1: 0.9, beta2: 0.99 };

/** Uniform numbers in [0, 1]. */
function pixels(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.uniform());
}

/** Runs both steps from equal weights; returns how far Adam's first moments are apart, relative to the largest. */
async function compare(
  build: () => LayersModel,
  recipe: { batch: number; patch: number; loss: 'l1' | 'mse' },
  scale: number,
  iterations = 3,
): Promise<{ moments: number; weights: number; losses: number }> {
  const models = [build(), build()];
  const compiled = compiledStep(models[0], { ...recipe, scale, adam })!;
  expect(compiled.kind).toBe('compiled');
  const steps: TrainingStep[] = [compiled, layersStep({ ...recipe, adam }, { model: models[1] }, scale)];
  let losses = 0;
  for (let i = 0; i < iterations; i++) {
    const lr = pixels(recipe.batch * recipe.patch ** 2 * 3, 2 * i);
    const hr = pixels(recipe.batch * (recipe.patch * scale) ** 2 * 3, 2 * i + 1);
    const [ours, theirs] = steps.map((step) => step.run({ lr, hr }, i, 1e-3));
    losses = Math.max(losses, Math.abs(ours - theirs) / theirs);
  }
  compiled.sync();
  const [ours, theirs] = await Promise.all(steps.map((step) => step.state()));
  let moments = 0;
  for (const [name, { data }] of theirs) {
    if (name.endsWith('first')) moments = Math.max(moments, apart(ours.get(name)!.data, data));
  }
  let weights = 0;
  for (const [i, weight] of models[0].trainableWeights.entries()) {
    const other = models[1].trainableWeights[i].read();
    weights = Math.max(weights, apart(weight.read().dataSync(), other.dataSync()));
  }
  for (const step of steps) step.dispose();
  for (const built of models) built.dispose();
  return { moments, weights, losses };
}

function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < b.length; i++) {
    largest = Math.max(largest, Math.abs(b[i]));
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
  }
  return difference / (largest || 1);
}

/** Convolutions of several sizes with ReLU, sums, concatenation, and a long skip that adds the input. */
function plain(): LayersModel {
  const conv = (name: string, filters: number, kernelSize: number, activation?: 'relu'): layers.Layer =>
    layers.conv2d({
      name,
      filters,
      kernelSize,
      padding: 'same',
      activation,
      kernelInitializer: 'glorotNormal',
    });
  const x = input({ shape: [null, null, 3] });
  const wide = conv('a', 16, 5, 'relu').apply(x) as SymbolicTensor;
  const mapped = layers.leakyReLU({ alpha: 0.2 }).apply(conv('b', 8, 1).apply(wide)) as SymbolicTensor;
  // Both are read twice: neither the activation nor the sum may become part of a convolution.
  const twice = conv('c', 8, 3).apply(mapped) as SymbolicTensor;
  const activated = layers.reLU({}).apply(twice) as SymbolicTensor;
  const sum = layers.add({}).apply([twice, activated, mapped]) as SymbolicTensor;
  const dense = layers.concatenate({}).apply([sum, wide]) as SymbolicTensor;
  const image = conv('d', 3, 3).apply(dense) as SymbolicTensor;
  return model({ inputs: x, outputs: layers.add({}).apply([image, x]) as SymbolicTensor });
}

// Both sides compute in float32, sums of up to 10^4 products in another order: 1e-6 to 1e-5 of the largest.
// A sign of the L1 loss, or a rectifier, decided the other way at a tie moves single entries by more.
const tolerance = 2e-4;

describe.runIf(process.env.DDR_BACKEND === undefined)('the compiled step equals tfjs, layer by layer', () => {
  it.each([
    ['wGR', { globalResidual: true }, 4, 'l1', '2'],
    ['woGR', { globalResidual: false }, 4, 'l1', '1'],
    ['x2', { scale: 2 }, 2, 'mse', '2'],
    ['x3', { scale: 3, channels: 24 }, 3, 'mse', '3'],
  ] as const)('SRResNet %s', async (_, options, scale, loss, threads) => {
    expect(onnxruntime).toBe(true);
    process.env.DDR_THREADS = threads;
    const build = (): LayersModel => srresnet({ channels: 8, blocks: 2, outerGain: 1, seed: 3, ...options });
    const { moments, losses } = await compare(build, { batch: 5, patch: 7, loss }, scale);
    expect(losses).toBeLessThan(1e-5);
    expect(moments).toBeLessThan(tolerance);
  });

  it('convolutions, activations, sums and concatenation in any order', async () => {
    const initial = plain();
    const values = initial.getWeights().map((weight) => weight.dataSync());
    const build = (): LayersModel => {
      const copy = plain();
      copy.setWeights(copy.getWeights().map(({ shape }, i) => tf.tensor(values[i], shape)));
      return copy;
    };
    const { moments, weights, losses } = await compare(build, { batch: 2, patch: 9, loss: 'mse' }, 1, 1);
    expect(losses).toBeLessThan(1e-5);
    expect(moments).toBeLessThan(tolerance);
    // Adam's first step is the learning rate times the gradient's sign: 1e-3 of weights of size 0.3.
    expect(weights).toBeLessThan(1e-2);
  });

  it('leaves what it does not know to tfjs', () => {
    const options = { batch: 1, patch: 8, scale: 4, loss: 'l1', adam } as const;
    // 12 channels do not fill blocks of 8 or 16.
    const odd = srresnet({ channels: 12, blocks: 1 });
    expect(compiledStep(odd, options)).toBeUndefined();
    const x = input({ shape: [null, null, 3] });
    const strided = layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }).apply(x);
    expect(compiledStep(model({ inputs: x, outputs: strided as SymbolicTensor }), options)).toBeUndefined();
  });

  it('keeps no tensor', () => {
    const network = srresnet({ channels: 8, blocks: 1 });
    const before = tf.memory().numTensors;
    const step = compiledStep(network, { batch: 1, patch: 4, scale: 4, loss: 'l1', adam })!;
    step.run({ lr: pixels(48, 1), hr: pixels(768, 2) }, 0, 1e-3);
    step.sync();
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
  });

  it('does not touch weights when the loss is not finite', async () => {
    const network = srresnet({ channels: 8, blocks: 1 });
    const step = compiledStep(network, { batch: 1, patch: 4, scale: 4, loss: 'l1', adam })!;
    const before = Float32Array.from(network.trainableWeights[0].read().dataSync());
    expect(step.run({ lr: new Float32Array(48).fill(NaN), hr: new Float32Array(768) }, 0, 1e-3)).toBeNaN();
    step.sync();
    expect(network.trainableWeights[0].read().dataSync()).toEqual(before);
    for (const { data } of (await step.state()).values())
      expect(data.every((value) => value === 0)).toBe(true);
    step.dispose();
  });
});
