import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { createImage, type Image } from '@ddr-lab/images/image';
import { openScenes } from '@ddr-lab/images/sets/scenes';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { densityObjective, type FrequencyDensityRecipe } from '../../src/methods/frequency-density/method';
import { localMeans } from '../../src/methods/learnt-degradation/local-means';
import { degraderInput } from '../../src/networks/architectures/degrader/given';
import { degradeWith } from '../../src/networks/degrade-with';
import { degraderKernel } from '../../src/networks/degrader-kernel';
import { buildNetwork, type Network } from '../../src/networks/network';
import { densityCutter, densitySampler, densityViewNames } from '../../src/training/data/density-views';
import { smallDensity } from './small-density';

beforeAll(async () => {
  await useBackend();
});

const scenes = openScenes({ count: 6, height: 96, width: 96 });
const options = {
  patch: 12,
  batch: 3,
  scale: 4,
  seed: 5,
  target: { blur: 2.4, noise: 8 },
  ratio: [1.2, 2] as const,
};

describe('views of a domain', () => {
  it('are batches that the iteration and the seed decide, in 8-bit levels', async () => {
    const first = await densitySampler(scenes, options).batch(7);
    const sampler = densitySampler(scenes, options);
    await sampler.batch(3);
    expect(await sampler.batch(7)).toEqual(first);
    expect((await sampler.batch(8)).level).not.toEqual(first.level);
    expect((await densitySampler(scenes, { ...options, seed: 6 }).batch(7)).source).not.toEqual(first.source);
    for (const samples of Object.values(first)) {
      expect(samples.length).toBe(3 * 12 * 12 * 3);
      for (const value of samples) expect(Math.abs(255 * value - Math.round(255 * value))).toBeLessThan(1e-4);
    }
  });

  it('show the first half of the images degraded, the other half clean', async () => {
    const seen: number[] = [];
    const watched = {
      ...scenes,
      read: (index: number) => {
        seen.push(index);
        return scenes.read(index);
      },
    };
    const cutter = densityCutter(watched, options);
    await cutter.views(1, createRandom(1));
    await cutter.clean(4, createRandom(1));
    expect(seen).toEqual([1, 4]);
    const sampler = densitySampler(watched, options);
    for (let i = 0; i < 12; i++) await sampler.batch(i);
    expect(new Set(seen).size).toBe(6);
  });

  it('have less contrast of neighbours where they are enlarged, more where they are shrunk', async () => {
    // Blurred and without noise: what changes from pixel to pixel is the image's own, and steeper the denser it lies.
    const many = openScenes({ count: 40, height: 160, width: 160 });
    const cutter = densityCutter(many, { ...options, target: { blur: 3.6, noise: 0 }, ratio: [2, 2.4] });
    const steepness = { level: 0, same: 0, down: 0, up: 0 };
    for (let i = 0; i < many.count; i++) {
      const views = await cutter.views(i, createRandom(2, i));
      for (const name of densityViewNames) steepness[name] += neighbours(views[name], 12);
    }
    expect(steepness.down).toBeGreaterThan(1.2 * Math.max(steepness.level, steepness.same));
    expect(1.2 * steepness.up).toBeLessThan(Math.min(steepness.level, steepness.same));
  });

  it('need images with room for the lower end of the ratio; of the upper end they take what there is', async () => {
    await expect(densityCutter(scenes, { ...options, patch: 22 }).views(0, createRandom(1))).rejects.toThrow(
      /too small for patches of 108/,
    );
    // 24 pixels have room for 1.2 times 20, not for 2 times.
    const { down } = await densityCutter(scenes, { ...options, patch: 20 }).views(0, createRandom(1));
    expect(down.length).toBe(1200);
  });
});

/** Mean absolute difference of pixels side by side. */
function neighbours(samples: Float32Array, side: number): number {
  let sum = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      for (let c = 0; c < 3; c++) {
        const at = (y * side + x) * 3 + c;
        sum += Math.abs(samples[at + 3] - samples[at]);
      }
    }
  }
  return sum / (side * (side - 1) * 3);
}

const kernelDegrader = (more: object = {}): Promise<Network> =>
  buildNetwork({ kind: 'kernel-degrader', channels: 16, stages: 2, size: 7, ...more });

function randomImage(side: number, seed: number): Image {
  const random = createRandom(seed);
  return createImage(
    side,
    side,
    new Float32Array(side * side * 3).map(() => 0.3 + 0.4 * random.uniform()),
  );
}

describe('a degrader with a kernel', () => {
  it('begins with a Gaussian of the width that is asked for', async () => {
    const image = randomImage(20, 1);
    for (const startWidth of [0.7, 1]) {
      const network = await kernelDegrader({ startWidth, size: 13 });
      const { weights, width, size } = degraderKernel(network, image);
      expect(size).toBe(13);
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      // What the dense layer adds to its bias at a tenth of the usual gain, and the pixels' grid.
      expect(Math.abs(width / startWidth - 1)).toBeLessThan(0.1);
      for (let tap = 0; tap < 169; tap++) {
        expect(weights[tap]).toBeCloseTo(weights[168 - tap], 7);
        expect(weights[tap]).toBeCloseTo(weights[13 * (12 - Math.floor(tap / 13)) + (tap % 13)], 7);
      }
      network.model.dispose();
    }
  });

  it('filters the image by its own kernel, and adds noise of a hundredth', async () => {
    const network = await kernelDegrader({ startWidth: 0.8 });
    const image = randomImage(24, 2);
    const { weights } = degraderKernel(network, image);
    const silent = new Float32Array(24 * 24 * 6);
    for (let pixel = 0; pixel < 576; pixel++) {
      silent.set(image.data.subarray(3 * pixel, 3 * pixel + 3), 6 * pixel);
    }
    const noisy = silent.slice();
    const random = createRandom(3);
    for (let i = 0; i < noisy.length; i++) if (i % 6 > 2) noisy[i] = random.normal();
    const [made, grained] = [silent, noisy].map((data) =>
      tf.tidy(() =>
        (network.model.predict(tf.tensor(data, [1, 24, 24, 6])) as tf.Tensor).dataSync<'float32'>().slice(),
      ),
    );
    // By hand, at a pixel whose window lies inside.
    let wanted = 0;
    for (let i = 0; i < 7; i++) {
      for (let j = 0; j < 7; j++) wanted += weights[7 * i + j] * image.data[((7 + i) * 24 + 9 + j) * 3 + 1];
    }
    expect(made[(10 * 24 + 12) * 3 + 1]).toBeCloseTo(wanted, 5);
    const power = grained.reduce((sum, value, i) => sum + (value - made[i]) ** 2, 0) / made.length;
    // Four deviations of a variance of 1,728 normal numbers.
    expect(Math.abs(power / 1e-4 - 1)).toBeLessThan(4 * Math.sqrt(2 / 1728));
    network.model.dispose();
  });

  it('leaves an even image as it is, up to its border', async () => {
    const network = await kernelDegrader({ startWidth: 2, noiseGain: 0 });
    const data = new Float32Array(16 * 12 * 3).fill(102 / 255);
    const made = await degradeWith(network, createImage(16, 12, data), { seed: 1 });
    for (const value of made.data) expect(value).toBeCloseTo(102 / 255, 6);
    network.model.dispose();
  });

  it('degrades LR images, by a seed, and leaves no tensor', async () => {
    const network = await kernelDegrader();
    const image = randomImage(18, 4);
    const before = tf.memory().numTensors;
    const made = await degradeWith(network, image, { seed: 3 });
    degraderKernel(network, image);
    expect(tf.memory().numTensors).toBe(before);
    expect([made.height, made.width]).toEqual([18, 18]);
    expect((await degradeWith(network, image, { seed: 3 })).data).toEqual(made.data);
    expect((await degradeWith(network, image, { seed: 4 })).data).not.toEqual(made.data);
    network.model.dispose();
  });

  it('refuses a kernel without a middle, and a width that is none', async () => {
    await expect(kernelDegrader({ size: 12 })).rejects.toThrow(InputError);
    await expect(kernelDegrader({ startWidth: 0 })).rejects.toThrow(/deviation above 0, not 0/);
    await expect(kernelDegrader({ stages: 1.5 })).rejects.toThrow(/stages/);
  });
});

describe('a comparator', () => {
  it('sees nothing of even images, however bright, but for their border', async () => {
    const { model } = await buildNetwork({ kind: 'density-comparator', channels: 16 });
    const most = tf.tidy(() => {
      const pair = tf.tile(tf.tensor([0.1, 0.5, 0.9, 0.3, 0.2, 0.7], [1, 1, 1, 6]), [1, 24, 24, 1]);
      const seen = model.getLayer('Detail').apply(pair) as tf.Tensor4D;
      return tf.slice(seen, [0, 2, 2, 0], [1, 20, 20, 16]).abs().max().dataSync()[0];
    });
    // Weights of a mean are no whole numbers in float32, times 8.
    expect(most).toBeLessThan(1e-5);
    const shape = tf.tidy(() => (model.predict(tf.zeros([2, 32, 24, 6])) as tf.Tensor).shape);
    expect(shape).toEqual([2, 4, 3, 1]);
    model.dispose();
  });
});

describe.runIf(process.env.DDR_BACKEND === undefined)('what the degrader learns from', () => {
  it('is the same compiled as by tfjs, with all gradients, and the sum that the recipe weighs', async () => {
    const recipe: FrequencyDensityRecipe = {
      ...smallDensity,
      losses: { density: 2, adversarial: 0.5, colours: 3 },
    };
    const network = await buildNetwork(recipe.network);
    const { model: comparator } = await buildNetwork({ kind: 'density-comparator', channels: 16, stages: 2 });
    const { model: judge } = await buildNetwork(recipe.discriminator.network);
    const models = { degrader: network.model, comparator, judge, means: localMeans() };
    for (const gan of ['vanilla', 'least-squares'] as const) {
      const objective = densityObjective(models, { ...recipe, gan }, degraderInput(recipe.network)!);
      const inputs = Object.fromEntries(
        Object.entries(objective.inputs).map(([name, shape], i) => {
          const random = createRandom(9, i);
          const size = shape.reduce((a, b) => a * b, 1);
          return [name, Float32Array.from({ length: size }, () => random.uniform())];
        }),
      );
      const parameters = parametersOf(network.model);
      const [ours, theirs] = [compiledGradients, layersGradients].map((way) => {
        const gradients = way(objective)!;
        const { losses } = gradients.run(inputs);
        gradients.dispose();
        return { losses, own: parameters.trainable.map(({ gradient }) => gradient.slice()) };
      });
      const { density, adversarial, colours, total } = ours.losses;
      expect(total).toBeCloseTo(2 * density + 0.5 * adversarial + 3 * colours, 4);
      for (const [name, loss] of Object.entries(theirs.losses)) {
        expect(Math.abs(ours.losses[name] - loss), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(loss)));
      }
      const steepest = Math.max(...theirs.own.map((g) => Math.max(...g.map(Math.abs))));
      expect(steepest).toBeGreaterThan(0);
      theirs.own.forEach((gradient, i) => {
        const most = Math.max(...gradient.map(Math.abs), steepest / 1000);
        const apart = gradient.reduce((m, value, k) => Math.max(m, Math.abs(value - ours.own[i][k])), 0);
        // Float32 in another order, through softmax; a sign of the L1 loss decided the other way moves single entries.
        expect(apart / most, parameters.trainable[i].name).toBeLessThan(2e-3);
      });
    }
    for (const model of Object.values(models)) model.dispose();
  });
});
