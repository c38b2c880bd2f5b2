import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import { eachWeightPath, faig } from '../../src/attribution/filters/faig';
import { filterMethods } from '../../src/attribution/filters/methods';
import { withMixedFilters } from '../../src/attribution/filters/mix';
import { filterCount, type NetworkPair, sumScores, topFilters } from '../../src/attribution/filters/scores';

beforeAll(async () => {
  await useBackend();
});

function picture(seed: number): Image {
  const random = createRandom(seed);
  return createImage(
    8,
    8,
    Float32Array.from({ length: 192 }, () => random.uniform()),
  );
}

/** Two convolutions with a ReLU between; the same weights for the same seed. */
function network(seed: number): LayersModel {
  const x = input({ shape: [null, null, 3] });
  const first = layers.conv2d({
    name: 'Conv1',
    filters: 16,
    kernelSize: 3,
    padding: 'same',
    activation: 'relu',
  });
  const y = layers
    .conv2d({ name: 'Output', filters: 3, kernelSize: 3, padding: 'same' })
    .apply(first.apply(x));
  const built = model({ inputs: x, outputs: y as SymbolicTensor });
  const random = createRandom(seed);
  built.setWeights(
    built.getWeights().map(({ shape, size }) =>
      tf.tensor(
        Float32Array.from({ length: size }, () => random.normal() / 6),
        shape,
      ),
    ),
  );
  return built;
}

const pairOf = (baseline: LayersModel, target: LayersModel): NetworkPair => ({
  baseline: { model: baseline, layers: ['Conv1', 'Output'] },
  target: { model: target, layers: ['Conv1', 'Output'] },
});
const images = [1, 2].map((seed) => ({
  degraded: picture(seed),
  clean: picture(seed + 10),
  original: picture(seed + 20),
}));

describe('FAIG', () => {
  it('gives all of its score to the one kernel that differs', async () => {
    const [baseline, target] = [network(1), network(1)];
    const [kernel, ...rest] = target.getWeights();
    const changed = kernel.dataSync<'float32'>().slice();
    // Input channel 1, output channel 5, all taps.
    for (let tap = 0; tap < 9; tap++) changed[(tap * 3 + 1) * 16 + 5] += 0.1 * (tap + 1);
    target.setWeights([tf.tensor(changed, kernel.shape), ...rest]);
    const networks = pairOf(baseline, target);
    const before = tf.memory().numTensors;
    const scores = await faig.score(networks, images, { steps: 10 });
    expect(tf.memory().numTensors).toBe(before);
    expect(filterCount(scores)).toBe(3 * 16 + 16 * 3);
    const [top, ...others] = topFilters(scores, 96);
    expect(top).toMatchObject({ layer: 'Conv1', output: 5, input: 1 });
    expect(top.score).toBeGreaterThan(0);
    expect(others.every(({ score }) => score === 0)).toBe(true);
    const change = await filterMethods.find(({ name }) => name === 'change')!.score(networks, []);
    expect(topFilters(change, 1)[0]).toMatchObject({ layer: 'Conv1', output: 5, input: 1 });
    // What was changed for the path is as it was.
    expect([...target.getWeights()[0].dataSync()]).toEqual([...changed]);
    baseline.dispose();
    target.dispose();
  });

  it('is complete: by the trapezoid rule the signed sum with biases is the change of the loss', async () => {
    const [baseline, target] = [network(1), network(2)];
    const residuals: Record<string, number[]> = { published: [], trapezoid: [] };
    for (const rule of ['published', 'trapezoid'] as const) {
      await eachWeightPath(
        pairOf(baseline, target),
        images,
        { steps: 50, rule },
        ({ residual, losses, total }) => {
          residuals[rule].push(residual);
          expect(
            Math.abs(total - (losses.target - losses.baseline)) / Math.abs(losses.target - losses.baseline),
          ).toBeCloseTo(residual, 9);
        },
      );
    }
    for (const residual of residuals.trapezoid) expect(residual).toBeLessThan(0.01);
    residuals.published.forEach((residual, i) => expect(residual).toBeGreaterThan(residuals.trapezoid[i]));
    baseline.dispose();
    target.dispose();
  });

  it('scores by the magnitude of mean gradient times difference, as finite differences say', async () => {
    const [baseline, target] = [network(1), network(2)];
    const networks = pairOf(baseline, target);
    const [scores] = await faig.score(networks, images.slice(0, 1), { steps: 1 });
    // One step: the gradient at the target. By a small change of one tap, in float64-like steps of the loss.
    const loss = (values: Float32Array): number =>
      tf.tidy(() => {
        const kernel = tf.tensor(values, [3, 3, 3, 16]) as tf.Tensor4D;
        const [, bias, second, offset] = target.getWeights();
        const x = tf.tensor4d(images[0].degraded.data, [1, 8, 8, 3]);
        const hidden = tf.relu(tf.add(tf.conv2d(x, kernel, 1, 'same'), bias)) as tf.Tensor4D;
        const y = tf.add(tf.conv2d(hidden, second as tf.Tensor4D, 1, 'same'), offset);
        const wanted = tf.tensor4d(images[0].original.data, [1, 8, 8, 3]);
        return tf.sum(tf.square(tf.sub(y, wanted))).dataSync()[0];
      });
    const [to, from] = [target, baseline].map((one) => one.getWeights()[0].dataSync<'float32'>().slice());
    let expected = 0;
    for (let tap = 0; tap < 9; tap++) {
      const at = (tap * 3 + 2) * 16 + 7;
      const moved = (step: number): Float32Array => to.map((value, i) => (i === at ? value + step : value));
      const slope = (loss(moved(1e-2)) - loss(moved(-1e-2))) / 2e-2;
      expected += Math.abs(slope * (to[at] - from[at]));
    }
    // Rounding of float32 losses, and kinks.
    expect(Math.abs(scores.scores[7 * 3 + 2] - expected)).toBeLessThan(0.05 * expected);
    baseline.dispose();
    target.dispose();
  });

  it('is told apart by degradations, and mixes filters for a while', async () => {
    const [baseline, target] = [network(1), network(2)];
    const networks = pairOf(baseline, target);
    const scores = await filterMethods
      .find(({ name }) => name === 'random')!
      .score(networks, [], { seed: 3 });
    expect(
      sumScores([scores, scores], [1, -1]).every(({ scores: all }) => all.every((score) => score === 0)),
    ).toBe(true);
    const every = topFilters(scores, filterCount(scores));
    const kernels = (one: LayersModel): number[] =>
      one
        .getWeights()
        .filter(({ rank }) => rank === 4)
        .flatMap((w) => [...w.dataSync()]);
    const kept = kernels(target);
    const masked = await withMixedFilters(networks, every, 0, async () => kernels(target));
    expect(masked).toEqual(kernels(baseline));
    const half = await withMixedFilters(networks, every, 0.5, async () => kernels(target));
    half.forEach((value, i) => expect(value).toBeCloseTo((kept[i] + masked[i]) / 2, 6));
    expect(kernels(target)).toEqual(kept);
    baseline.dispose();
    target.dispose();
  });

  it('gives integrated gradients over the input for comparison, and refuses networks that are no pair', async () => {
    const [baseline, target] = [network(1), network(2)];
    const found = await filterMethods[1].score(pairOf(baseline, target), images.slice(0, 1), { steps: 3 });
    expect(found.some(({ scores }) => scores.some((score) => score > 0))).toBe(true);
    await expect(faig.score(pairOf(baseline, target), [])).rejects.toThrow(/none were given/);
    const x = input({ shape: [null, null, 3] });
    const other = model({
      inputs: x,
      outputs: layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }).apply(x) as SymbolicTensor,
    });
    await expect(faig.score(pairOf(other, target), images)).rejects.toThrow(/two kinds or sizes/);
    [baseline, target, other].forEach((one) => one.dispose());
  });
});
