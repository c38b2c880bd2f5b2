import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import { contributionArea, diffusionIndex, gini } from '../../src/attribution/diffusion';
import { gradCam } from '../../src/attribution/grad-cam';
import { integratedGradients } from '../../src/attribution/integrated-gradients';
import { lam } from '../../src/attribution/lam';
import { lamPath } from '../../src/attribution/lam-path';
import { occlusion } from '../../src/attribution/occlusion';
import { smoothGrad } from '../../src/attribution/smooth-grad';
import { channelMean, featurePlace, windowDetail, windowIntensity } from '../../src/attribution/targets';
import type { GraphNetwork, LayersNetwork } from '../../src/networks/tappable';
import { contributionReference } from './reference';

beforeAll(async () => {
  await useBackend();
});

function picture(height: number, width: number, seed = 1): Image {
  const random = createRandom(seed);
  return createImage(
    height,
    width,
    Float32Array.from({ length: height * width * 3 }, () => random.uniform()),
  );
}

/** One convolution without an activation. */
function linearNetwork(): LayersNetwork & { readonly model: LayersModel } {
  const x = input({ shape: [null, null, 3] });
  const y = layers.conv2d({ name: 'Output', filters: 3, kernelSize: 3, padding: 'same' }).apply(x);
  const built = model({ inputs: x, outputs: y as SymbolicTensor });
  const random = createRandom(2);
  built.setWeights(
    built.getWeights().map(({ shape, size }) =>
      tf.tensor(
        Float32Array.from({ length: size }, () => random.normal()),
        shape,
      ),
    ),
  );
  return { model: built, layers: ['Output'] };
}

const window = { left: 3, top: 2, size: 4 };

/** The gradient of the window's sum by the input: for each sample, the kernel's taps that reach the window. */
function slopeByHand(network: LayersModel, { height, width }: Image): Float64Array {
  const kernel = network.getWeights()[0].dataSync();
  const slope = new Float64Array(height * width * 3);
  for (let y = window.top; y < window.top + window.size; y++) {
    for (let x = window.left; x < window.left + window.size; x++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [row, column] = [y + dy, x + dx];
          if (row < 0 || column < 0 || row >= height || column >= width) continue;
          for (let c = 0; c < 3; c++) {
            for (let k = 0; k < 3; k++) {
              slope[(row * width + column) * 3 + c] += kernel[(((dy + 1) * 3 + dx + 1) * 3 + c) * 3 + k];
            }
          }
        }
      }
    }
  }
  return slope;
}

describe('a linear network and a linear target', () => {
  it.each(['blur', 'linear', 'fading'] as const)('have an exact LAM by either rule: %s', async (path) => {
    const network = linearNetwork();
    const image = picture(9, 10);
    const slope = slopeByHand(network.model, image);
    const baseline = lamPath(image, path, { sigma: 1.2, kernel: 9 })(0);
    const before = tf.memory().numTensors;
    for (const rule of ['published', 'trapezoid'] as const) {
      // Whatever the way and however few the steps: slope times the whole change.
      const found = await lam.attribute(network, image, windowIntensity(window), {
        path,
        rule,
        steps: 3,
        memory: 1,
      });
      found.attribution.forEach((value, i) =>
        expect(value).toBeCloseTo(slope[i] * (image.data[i] - baseline[i]), 4),
      );
      expect(found.residual).toBeLessThan(1e-4);
      expect(Math.max(...found.map)).toBe(1);
    }
    expect(tf.memory().numTensors).toBe(before);
    network.model.dispose();
  });

  it('have integrated gradients of slope times image, a SmoothGrad of the slope, and additive occlusion', async () => {
    const network = linearNetwork();
    const image = picture(8, 8);
    const slope = slopeByHand(network.model, image);
    const target = windowIntensity(window);
    const path = await integratedGradients.attribute(network, image, target, { steps: 2 });
    path.attribution.forEach((value, i) => expect(value).toBeCloseTo(slope[i] * image.data[i], 4));
    const smooth = await smoothGrad.attribute(network, image, target, { samples: 3 });
    smooth.attribution.forEach((value, i) => expect(value).toBeCloseTo(slope[i], 4));
    expect(smooth.residual).toBeUndefined();
    const covered = await occlusion.attribute(network, image, target, { size: 4, stride: 4, fill: 'black' });
    expect(covered.residual).toBeLessThan(1e-4);
    // A square's fall is slope times image over it.
    let fall = 0;
    for (let y = 0; y < 4; y++)
      for (let i = 0; i < 12; i++) fall += slope[y * 24 + i] * image.data[y * 24 + i];
    expect(covered.attribution[0] * 48).toBeCloseTo(fall, 3);
    network.model.dispose();
  });
});

/** A network with kinks: to the features that are looked at, and on to an image. */
function kinked(): LayersNetwork {
  const x = input({ shape: [null, null, 3] });
  const conv = layers.conv2d({ name: 'Conv1.conv', filters: 32, kernelSize: 3, padding: 'same' }).apply(x);
  const features = layers.reLU({ name: 'Conv1' }).apply(conv);
  const y = layers.conv2d({ name: 'Output', filters: 3, kernelSize: 3, padding: 'same' }).apply(features);
  const built = model({ inputs: x, outputs: y as SymbolicTensor });
  const random = createRandom(5);
  built.setWeights(
    built.getWeights().map(({ shape, size }) =>
      tf.tensor(
        Float32Array.from({ length: size }, () => random.normal() / 5),
        shape,
      ),
    ),
  );
  return { model: built, layers: ['Conv1', 'Output'] };
}

describe('a network with kinks', () => {
  it('is accounted for within 1 % by the trapezoid rule, for images, features and a direction in feature space', async () => {
    const network = kinked();
    const image = picture(10, 9, 3);
    const random = createRandom(9);
    const direction = Float32Array.from({ length: 10 * 9 * 32 }, () => random.normal());
    const targets = [
      windowDetail(window),
      channelMean('Conv1', 4),
      featurePlace('Conv1', direction.slice(0, 32)),
      // A direction of random signs: what it adds up to is a small part of what is added, so that the same error weighs more.
      featurePlace('Conv1', direction, { origin: direction.map((value) => value / 7) }),
    ];
    const before = tf.memory().numTensors;
    for (const [i, target] of targets.entries()) {
      const found = await lam.attribute(network, image, target, {
        rule: 'trapezoid',
        steps: i < 3 ? 50 : 400,
      });
      expect(found.residual, target.name).toBeLessThan(0.01);
    }
    expect(tf.memory().numTensors).toBe(before);
    network.model.dispose();
  });

  it('has the same attribution whatever memory there is, and stops when told', async () => {
    const network = kinked();
    const image = picture(8, 8, 3);
    const [one, many] = [
      await lam.attribute(network, image, windowDetail(window), { steps: 7, memory: 1e-3 }),
      await lam.attribute(network, image, windowDetail(window), { steps: 7 }),
    ];
    one.attribution.forEach((value, i) => expect(value).toBeCloseTo(many.attribution[i], 4));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(lam.attribute(network, image, windowDetail(window), { signal })).rejects.toThrow('enough');
    network.model.dispose();
  });

  it("has a GradCAM of channels weighted by the target's mean gradient", async () => {
    const network = kinked();
    const image = picture(8, 8, 4);
    const before = tf.memory().numTensors;
    const found = await gradCam.attribute(network, image, windowIntensity({ left: 0, top: 0, size: 8 }), {
      layer: 'Conv1',
    });
    expect(tf.memory().numTensors).toBe(before);
    // By hand, from tfjs's own gradient.
    const expected = tf.tidy(() => {
      const x = tf.tensor4d(image.data, [1, 8, 8, 3]);
      const features = tf.relu(network.model.layers[1].apply(x) as tf.Tensor) as tf.Tensor4D;
      const kernel = network.model.layers[3].getWeights()[0] as tf.Tensor4D;
      const slope = tf.grad((f) => tf.sum(tf.conv2d(f as tf.Tensor4D, kernel, 1, 'same')))(features);
      const weights = tf.mean(slope, [0, 1, 2]);
      return tf.relu(tf.sum(tf.mul(features, weights), -1)).dataSync();
    });
    const largest = Math.max(...expected);
    expect(largest).toBeGreaterThan(0);
    found.map.forEach((value, i) => expect(value).toBeCloseTo(expected[i] / largest, 4));
    network.model.dispose();
  });

  it('says in words what does not do', async () => {
    const network = kinked();
    const image = picture(8, 8);
    const at = (left: number) => lam.attribute(network, image, windowDetail({ left, top: 0, size: 4 }));
    await expect(at(5)).rejects.toThrow(
      /does not lie in the output of 8 x 8: its corner is at most at column 3, row 3/,
    );
    await expect(lam.attribute(network, image, windowDetail(window), { steps: 0 })).rejects.toThrow(/steps/);
    await expect(lam.attribute(network, image, windowDetail(window), { kernel: 4 })).rejects.toThrow(/odd/);
    await expect(lam.attribute(network, image, channelMean('Conv1', 32))).rejects.toThrow(
      /channels 0 to 31, not 32/,
    );
    await expect(lam.attribute(network, image, channelMean('Conv9', 1))).rejects.toThrow(/no layer Conv9/);
    const graph = {
      layers: ['y'],
      predict: async ({ data, dims }: { data: Float32Array; dims: readonly number[] }) => ({ data, dims }),
    } as unknown as GraphNetwork;
    await expect(lam.attribute(graph, image, windowDetail(window))).rejects.toThrow(
      /can only be run forward.*occlusion/,
    );
    const covered = await occlusion.attribute(graph, image, windowIntensity(window), { size: 4, stride: 4 });
    expect(covered.residual).toBeLessThan(1e-5);
    network.model.dispose();
  });
});

describe('the diffusion of a map', () => {
  it('is a Gini index of known vectors', () => {
    expect(gini([1, 1, 1, 1])).toBeCloseTo(0, 9);
    // One of n has all: (n - 1) / n.
    expect(gini([0, 0, 0, 1])).toBeCloseTo(0.75, 6);
    // 1, 2, 3, 4: (-3 - 2 + 3 + 12) / (4 x 10).
    expect(gini([4, 2, 1, 3])).toBeCloseTo(0.25, 6);
    expect(diffusionIndex([0, 0, 0, 1])).toBeCloseTo(25, 4);
    // The offset of 1e-7 makes nothing of nothing.
    expect(gini([0, 0])).toBe(0);
    expect(() => gini([])).toThrow(/needs values/);
  });

  it("has SciPy's kernel density", () => {
    const { map, height, width, density } = contributionReference();
    const found = contributionArea(map, height, width);
    // Float64 sums of a table, kept in float32.
    found.density.forEach((value, i) => expect(value).toBeCloseTo(density[i], 5));
    expect(found.share).toBeGreaterThan(0);
    expect(found.share).toBeLessThan(1);
  });
});
