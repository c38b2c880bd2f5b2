import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { prn } from '../../src/networks/architectures/prn/network';
import { srresnet } from '../../src/networks/architectures/srresnet/network';
import { unet } from '../../src/networks/architectures/unet/network';
import { createRandom } from '@ddr-lab/base/random';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';

beforeAll(async () => {
  await useBackend();
});
afterEach(() => {
  delete process.env.DDR_THREADS;
});

/** Uniform numbers in [0, 1]. */
function pixels(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.uniform());
}

function apart(a: ArrayLike<number>, b: ArrayLike<number>, least = 0): number {
  let largest = least;
  let difference = 0;
  for (let i = 0; i < b.length; i++) {
    largest = Math.max(largest, Math.abs(b[i]));
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
  }
  return difference / (largest || 1);
}

/**
 * Computes an objective both ways; how far losses, gradients (relative to each weight's largest), moving averages
 * and outputs are apart.
 */
function compare(objective: Objective): {
  losses: number;
  gradients: number;
  moving: number;
  outputs: number;
} {
  const inputs = Object.fromEntries(
    Object.entries(objective.inputs).map(([name, shape], i) => [name, given(shape, i)]),
  );
  const all = Object.values(objective.networks).map(({ model }) => parametersOf(model));
  const before = all.map((parameters) => parameters.state());
  const measure = (make: (objective: Objective) => ReturnType<typeof compiledGradients>) => {
    all.forEach((parameters, i) => parameters.restore(before[i]));
    const gradients = make(objective)!;
    expect(gradients).toBeDefined();
    const { losses, outputs } = gradients.run(inputs);
    const result = {
      kind: gradients.kind,
      losses: Object.values(losses),
      outputs: Object.values(outputs).map((output) => output.slice()),
      gradients: all.flatMap((own) => own.trainable.map(({ gradient }) => gradient.slice())),
      moving: all.flatMap((own) =>
        own.all.filter(({ name }) => name.includes('moving_')).map(({ value }) => value.slice()),
      ),
    };
    gradients.dispose();
    return result;
  };
  const theirs = measure(layersGradients);
  const ours = measure(compiledGradients);
  expect(ours.kind).toBe('compiled');
  const most = (a: Float32Array[], b: Float32Array[], least = 0): number =>
    Math.max(0, ...b.map((values, i) => apart(a[i], values, least)));
  // The bias of a convolution before batch normalisation has a gradient of zero: what is there is rounding.
  const steepest = Math.max(
    ...theirs.gradients.map((values) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0)),
  );
  return {
    losses: apart(ours.losses, theirs.losses),
    gradients: most(ours.gradients, theirs.gradients, steepest / 100),
    moving: most(ours.moving, theirs.moving),
    outputs: most(ours.outputs, theirs.outputs),
  };
}

/** Images, or one-hot rows. */
function given(shape: readonly number[], seed: number): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length === 4) return pixels(size, seed);
  const rows = new Float32Array(size);
  for (let n = 0; n < shape[0]; n++) rows[n * shape[1] + ((n * 7 + seed) % shape[1])] = 1;
  return rows;
}

/** Weights that are neither zeros nor ones anywhere. */
function drawn(network: LayersModel, seed: number): LayersModel {
  const random = createRandom(seed);
  network.setWeights(
    network.getWeights().map((weight, i) => {
      const { name } = network.weights[i];
      const fan = weight.shape.slice(0, -1).reduce((a, b) => a * b, 1);
      const values = Float32Array.from({ length: weight.size }, () =>
        /variance|gamma/.test(name) ? 0.5 + random.uniform() : random.normal() / Math.sqrt(fan + 1),
      );
      return tf.tensor(values, weight.shape);
    }),
  );
  return network;
}

/** L1 or squared error of a network from LR to HR. */
function restoring(
  network: LayersModel,
  sizes: { batch: number; patch: number; scale: number },
  loss: 'l1' | 'mse' = 'l1',
): Objective {
  const { batch, patch, scale } = sizes;
  return {
    networks: { network: { model: network, role: 'trained' } },
    inputs: { lr: [batch, patch, patch, 3], hr: [batch, patch * scale, patch * scale, 3] },
    build: (calculus, { lr, hr }) => {
      const [sr] = calculus.apply('network', lr);
      const pixel = calculus[loss](sr, hr);
      return { losses: { pixel }, total: calculus.sum([[1, pixel]]), outputs: { sr } };
    },
  };
}

const conv = (name: string, filters: number, kernelSize: number, more: object = {}): layers.Layer =>
  layers.conv2d({ name, filters, kernelSize, padding: 'same', ...more });
const on = (layer: layers.Layer, ...x: SymbolicTensor[]): SymbolicTensor =>
  layer.apply(x.length === 1 ? x[0] : x) as SymbolicTensor;

/** Convolutions of several sizes (whole blocks of channels on every processor) with ReLU, sums, concatenation, and a long skip that adds the input. */
function plain(): LayersModel {
  const x = input({ shape: [null, null, 3] });
  const wide = on(conv('a', 16, 5, { activation: 'relu' }), x);
  const mapped = on(layers.leakyReLU({ alpha: 0.2 }), on(conv('b', 16, 1), wide));
  // Both are read twice: neither the activation nor the sum may become part of a convolution.
  const twice = on(conv('c', 16, 3), mapped);
  const sum = on(layers.add({}), twice, on(layers.reLU({}), twice), mapped);
  const image = on(conv('d', 3, 3), on(layers.concatenate({}), sum, wide));
  return drawn(model({ inputs: x, outputs: on(layers.add({}), image, x) }), 1);
}

/** What classifiers and discriminators are made of. */
function classifier(size: number, head: 'flatten' | 'average', bias = false): LayersModel {
  const x = input({ shape: [size, size, 3] });
  const normal = (name: string, y: SymbolicTensor): SymbolicTensor =>
    on(layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-5 }), y);
  let y = on(conv('a', 16, 3, { useBias: bias }), on(new (rescaling())({ scale: 4, offset: -2 }), x));
  const skip = on(layers.reLU({}), normal('na', y));
  y = on(layers.leakyReLU({ alpha: 0.2 }), normal('nb', on(conv('b', 32, 3, { strides: 2 }), skip)));
  const short = normal('ns', on(conv('s', 32, 1, { strides: 2, useBias: false }), skip));
  y = on(layers.reLU({}), on(layers.add({}), normal('nc', on(conv('c', 32, 3), y)), short));
  const rows =
    head === 'flatten' ? on(layers.flatten({}), y) : on(layers.globalAveragePooling2d({ name: 'GAP' }), y);
  const hidden = on(layers.dense({ name: 'h', units: 12, activation: 'relu' }), rows);
  return drawn(model({ inputs: x, outputs: on(layers.dense({ name: 'o', units: 5 }), hidden) }), 2);
}

function rescaling(): new (config: { scale: number; offset: number }) => layers.Layer {
  return (layers.rescaling({ scale: 1, offset: 0 }) as object).constructor as never;
}

/** Channel attention, and a vector that modulates the channels. */
function attentive(): LayersModel {
  const x = input({ shape: [null, null, 3] });
  const y = on(conv('a', 16, 3, { activation: 'relu' }), x);
  const squeezed = on(layers.globalAveragePooling2d({}), y);
  const gate = on(
    layers.dense({ name: 'e', units: 16, activation: 'sigmoid' }),
    on(layers.dense({ name: 's', units: 4, activation: 'relu' }), squeezed),
  );
  const shaped = on(layers.reshape({ targetShape: [1, 1, 16] }), gate);
  const offset = on(
    layers.reshape({ targetShape: [1, 1, 16] }),
    on(layers.dense({ name: 'b', units: 16 }), squeezed),
  );
  const modulated = on(layers.add({}), on(layers.multiply({}), y, shaped), offset);
  return drawn(model({ inputs: x, outputs: on(conv('o', 3, 3), modulated) }), 3);
}

// Both sides compute in float32, sums of up to 10^4 products in another order: 1e-6 to 1e-5 of the largest.
// A sign of the L1 loss, or a rectifier, decided the other way at a tie moves single entries by more.
const tolerance = 3e-4;

describe.runIf(process.env.DDR_BACKEND === undefined)('compiled gradients equal those of tfjs', () => {
  it.each([
    ['wGR', { globalResidual: true }, 4, 'l1', '2'],
    ['woGR', { globalResidual: false }, 4, 'l1', '1'],
    ['x2', { scale: 2 }, 2, 'mse', '2'],
    ['x3', { scale: 3, channels: 48 }, 3, 'mse', '3'],
  ] as const)('SRResNet %s', (_, options, scale, loss, threads) => {
    process.env.DDR_THREADS = threads;
    const network = srresnet({ channels: 16, blocks: 2, outerGain: 1, seed: 3, ...options });
    const { losses, gradients, outputs } = compare(restoring(network, { batch: 5, patch: 7, scale }, loss));
    expect(losses).toBeLessThan(1e-5);
    expect(outputs).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it.each([
    ['even', 8, 1],
    ['odd', 7, 1],
    ['odd below', 10, 2],
  ] as const)('a U-Net, sides %s', (_, patch, widening) => {
    const network = drawn(unet({ channels: 16, levels: 3, blocks: 1, widening }), 4);
    const { losses, gradients, outputs } = compare(restoring(network, { batch: 2, patch, scale: 1 }, 'mse'));
    expect(losses).toBeLessThan(1e-5);
    expect(outputs).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it.each([false, true])('PRN, whose stages share their weights, recursive %s', (recursive) => {
    const network = prn({ channels: 16, stages: 3, blocks: 2, recursive, seed: 3 });
    const { losses, gradients, outputs } = compare(restoring(network, { batch: 2, patch: 7, scale: 1 }));
    expect(losses).toBeLessThan(1e-5);
    expect(outputs).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it('convolutions, activations, sums and concatenation in any order', () => {
    const { losses, gradients } = compare(restoring(plain(), { batch: 2, patch: 9, scale: 1 }, 'mse'));
    expect(losses).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it('channel attention and modulation by a vector', () => {
    const { losses, gradients } = compare(restoring(attentive(), { batch: 3, patch: 6, scale: 1 }, 'mse'));
    expect(losses).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it.each([
    [8, 'average'],
    [10, 'flatten'],
    [7, 'average'],
  ] as const)('a classifier with batch normalisation and strides, %d pixels, %s', (size, head) => {
    const network = classifier(size, head);
    const { losses, gradients, moving } = compare({
      networks: { network: { model: network, role: 'trained' } },
      inputs: { images: [6, size, size, 3], labels: [6, 5] },
      build: (calculus, { images, labels }) => {
        const [logits] = calculus.apply('network', images);
        const entropy = calculus.crossEntropy(logits, labels);
        return { losses: { entropy }, total: entropy };
      },
    });
    expect(losses).toBeLessThan(1e-5);
    expect(moving).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it('a generator through a held discriminator and fixed features', () => {
    const generator = srresnet({ channels: 16, blocks: 1, scale: 2, outerGain: 1, seed: 5 });
    const { losses, gradients, moving } = compare({
      networks: {
        generator: { model: generator, role: 'trained' },
        discriminator: { model: classifier(12, 'flatten', true), role: 'held' },
        features: { model: classifier(12, 'average'), role: 'fixed' },
      },
      inputs: { lr: [3, 6, 6, 3], hr: [3, 12, 12, 3] },
      build: (calculus, { lr, hr }) => {
        const [sr] = calculus.apply('generator', lr);
        const seen = calculus.apply('features', sr, ['nc', 'GAP']);
        const wanted = calculus.apply('features', hr, ['nc', 'GAP']);
        const perceptual = calculus.sum(
          seen.map((feature, i) => [1, calculus.l1(feature, wanted[i])] as const),
        );
        const [logits] = calculus.apply('discriminator', sr);
        const adversarial = calculus.verdict(logits, true);
        const smooth = calculus.totalVariation(sr);
        const total = calculus.sum([
          [0.5, perceptual],
          [2, adversarial],
          [0.7, smooth],
          [0.3, calculus.l1(sr, hr)],
        ]);
        return { losses: { perceptual, adversarial, smooth, total }, total, outputs: { sr } };
      },
    });
    expect(losses).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
    // Held and fixed: nothing moves.
    expect(moving).toBe(0);
  });

  it('a discriminator on both sides', () => {
    const discriminator = classifier(12, 'flatten', true);
    const { losses, gradients, moving } = compare({
      networks: { discriminator: { model: discriminator, role: 'trained' } },
      inputs: { real: [4, 12, 12, 3], fake: [4, 12, 12, 3] },
      build: (calculus, inputs) => {
        const [real] = calculus.apply('discriminator', inputs.real);
        const [fake] = calculus.apply('discriminator', inputs.fake);
        const total = calculus.sum([
          [1, calculus.verdict(real, true)],
          [1, calculus.verdict(fake, false)],
        ]);
        return { losses: { total }, total };
      },
    });
    expect(losses).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
    expect(moving).toBeLessThan(1e-5);
  });

  it('a discriminator by least squares, each side to a number of its own', () => {
    const { losses, gradients, moving } = compare({
      networks: { discriminator: { model: classifier(12, 'flatten', true), role: 'trained' } },
      inputs: { real: [4, 12, 12, 3], fake: [4, 12, 12, 3] },
      build: (calculus, inputs) => {
        const [real] = calculus.apply('discriminator', inputs.real);
        const [fake] = calculus.apply('discriminator', inputs.fake);
        const total = calculus.sum([
          [1, calculus.leastSquares(real, 1)],
          [0.5, calculus.leastSquares(fake, -0.25)],
        ]);
        return { losses: { total }, total };
      },
    });
    expect(losses).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
    expect(moving).toBeLessThan(1e-5);
  });

  it('two images beside each other, one of them made', () => {
    const generator = srresnet({ channels: 16, blocks: 1, scale: 2, outerGain: 1, seed: 5 });
    const x = input({ shape: [null, null, 6] });
    const judge = drawn(model({ inputs: x, outputs: on(conv('o', 1, 3), on(conv('a', 16, 3), x)) }), 6);
    const { losses, gradients } = compare({
      networks: {
        generator: { model: generator, role: 'trained' },
        judge: { model: judge, role: 'trained' },
      },
      inputs: { lr: [2, 5, 6, 3], hr: [2, 10, 12, 3] },
      build: (calculus, { lr, hr }) => {
        const [sr] = calculus.apply('generator', lr);
        const [first] = calculus.apply('judge', calculus.beside(sr, hr));
        const [second] = calculus.apply('judge', calculus.beside(hr, sr));
        const total = calculus.sum([
          [1, calculus.leastSquares(first, 1)],
          [0.5, calculus.leastSquares(second, -1)],
        ]);
        return { losses: { total }, total };
      },
    });
    expect(losses).toBeLessThan(1e-5);
    expect(gradients).toBeLessThan(tolerance);
  });

  it('least squares by the formula: the mean of (v - t)^2, and 2 (v - t) / n of each', () => {
    const verdicts = Float32Array.from({ length: 24 }, (_, i) => Math.sin(3 * i));
    const [target, n] = [0.7, verdicts.length];
    const wanted = verdicts.reduce((all, v) => all + (v - target) ** 2 / n, 0);
    for (const make of [compiledGradients, layersGradients]) {
      // A map of verdicts, as a judge of patches gives it.
      const gradients = make({
        networks: {},
        inputs: { verdicts: [2, 3, 4, 1] },
        wanted: ['verdicts'],
        build: (calculus, given) => {
          const total = calculus.leastSquares(given.verdicts, target);
          return { losses: { total }, total };
        },
      })!;
      const found = gradients.run({ verdicts });
      expect(found.losses.total).toBeCloseTo(wanted, 6);
      verdicts.forEach((v, i) => {
        expect(found.gradients.verdicts[i]).toBeCloseTo((2 * (v - target)) / n, 6);
      });
      gradients.dispose();
    }
  });

  it('a sum hands its gradient to both, what is stopped to nobody', () => {
    const [a, b, wanted] = [pixels(24, 1), pixels(24, 2), pixels(24, 3)];
    const shape = [2, 2, 2, 3];
    for (const make of [compiledGradients, layersGradients]) {
      const gradients = make({
        networks: {},
        inputs: { a: shape, b: shape, wanted: shape },
        wanted: ['a', 'b'],
        build: (calculus, given) => {
          const sum = calculus.add(given.a, calculus.stop(given.b));
          // The second term goes by `b` alone, twice.
          const total = calculus.sum([
            [1, calculus.mse(sum, given.wanted)],
            [1, calculus.inner(calculus.add(given.b, given.b), given.wanted)],
          ]);
          return { losses: { total }, total, outputs: { sum } };
        },
      })!;
      const { outputs, gradients: found } = gradients.run({ a, b, wanted });
      a.forEach((value, i) => {
        expect(outputs.sum[i]).toBeCloseTo(value + b[i], 6);
        expect(found.a[i]).toBeCloseTo((2 * (value + b[i] - wanted[i])) / 24, 6);
        expect(found.b[i]).toBeCloseTo(2 * wanted[i], 5);
      });
      gradients.dispose();
    }
  });

  it('leaves what it does not know to tfjs', () => {
    // 20 channels fill neither blocks of 8 nor of 16, and are more than one.
    const odd = srresnet({ channels: 20, blocks: 1 });
    expect(compiledGradients(restoring(odd, { batch: 1, patch: 8, scale: 4 }))).toBeUndefined();
    const x = input({ shape: [null, null, 3] });
    const other = model({
      inputs: x,
      outputs: on(layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, padding: 'same' }), x),
    });
    expect(compiledGradients(restoring(other, { batch: 1, patch: 8, scale: 1 }))).toBeUndefined();
  });

  it('keeps no tensor', () => {
    const network = srresnet({ channels: 16, blocks: 1 });
    const objective = restoring(network, { batch: 1, patch: 4, scale: 4 });
    const before = tf.memory().numTensors;
    for (const make of [compiledGradients, layersGradients]) {
      const gradients = make(objective)!;
      gradients.run({ lr: pixels(48, 1), hr: pixels(768, 2) });
      gradients.dispose();
    }
    parametersOf(network).sync();
    expect(tf.memory().numTensors).toBe(before);
  });
});
