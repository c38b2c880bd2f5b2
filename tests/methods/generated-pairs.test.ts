import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { createRandom } from '@ddr-lab/base/random';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { memberObjective } from '../../src/methods/collaborative/objective';
import { mapWeights } from '../../src/methods/domain-distance/method';
import { domainDistanceObjective, lowBand } from '../../src/methods/domain-distance/objective';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';

const modelOf = async (spec: NetworkSpec): Promise<LayersModel> => (await buildNetwork(spec)).model;
const srresnet = (seed: number): NetworkSpec => ({
  kind: 'srresnet',
  channels: 16,
  blocks: 1,
  scale: 2,
  outerGain: 1,
  seed,
});
const sizes = { batch: 2, patch: 8 } as const;

function inputsOf({ inputs }: Objective): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape], k) => {
      const random = createRandom(k, 9);
      return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform())];
    }),
  );
}

/** Losses, outputs, and the gradient of every weight of a network, both ways; checks that they agree. */
function bothWays(objective: Objective, trained: LayersModel) {
  const given = inputsOf(objective);
  const before = tf.memory().numTensors;
  const [compiled, byLayers] = [gradientsOf(objective), layersGradients(objective)].map((gradients) => {
    const { losses, outputs } = gradients.run(given);
    const slopes = parametersOf(trained).trainable.map(({ gradient }) => gradient.slice());
    const copies = Object.fromEntries(Object.entries(outputs).map(([name, data]) => [name, data.slice()]));
    gradients.dispose();
    return { kind: gradients.kind, losses, outputs: copies, slopes };
  });
  expect(tf.memory().numTensors).toBe(before);
  if (process.env.DDR_BACKEND === undefined) expect(compiled.kind).toBe('compiled');
  for (const [name, loss] of Object.entries(byLayers.losses))
    expect(compiled.losses[name]).toBeCloseTo(loss, 5);
  byLayers.slopes.forEach((slope, k) => {
    const largest = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0);
    // float32 sums in another order; signs of differences near 0 may differ in a few of some thousand samples.
    slope.forEach((value, i) => expect(Math.abs(compiled.slopes[k][i] - value)).toBeLessThan(2e-3 * largest));
  });
  return { ...byLayers, given };
}

describe("DASR's losses", () => {
  const losses = { pixels: 1, low: 0.5, adversarial: 0.1, perceptual: 0.2 };
  const perceptual = { network: 'any', layers: ['Conv2_2'] };

  it('and their gradients are the same both ways, each with its weight', async () => {
    const network = await modelOf(srresnet(1));
    const judge = await modelOf({ kind: 'frequency-judge', width: 16 });
    const features = await modelOf({ kind: 'resnet18', width: 16, classes: 10 });
    const low = lowBand();
    const objective = domainDistanceObjective(
      { network, judge, low, features },
      { ...sizes, losses, perceptual },
      2,
    );
    const { losses: found, outputs, given } = bothWays(objective, network);
    expect(found.total).toBeCloseTo(
      found.pixels + 0.5 * found.low + 0.1 * found.adversarial + 0.2 * found.perceptual,
      4,
    );
    // By tfjs, as the paper says it.
    const wanted = tf.tidy(() => {
      const images = (name: string, side: number): tf.Tensor => tf.tensor(given[name], [2, side, side, 3]);
      const sr = network.predict(images('made', 8)) as tf.Tensor4D;
      const real = network.predict(images('target', 8)) as tf.Tensor4D;
      const away = tf.abs(tf.sub(sr, images('hr', 16)));
      const lows = [sr, images('hr', 16) as tf.Tensor4D].map((x) => tf.avgPool(x, 2, 2, 'same'));
      return {
        pixels: tf.mean(tf.mul(images('map', 16), away)).dataSync()[0],
        low: tf.mean(tf.abs(tf.sub(lows[0], lows[1]))).dataSync()[0],
        adversarial: tf.mean(tf.softplus(tf.neg(judge.predict(real) as tf.Tensor))).dataSync()[0],
        real: [...real.dataSync()],
      };
    });
    for (const name of ['pixels', 'low', 'adversarial'] as const) {
      expect(found[name]).toBeCloseTo(wanted[name], 5);
    }
    // What the judge is shown as made.
    outputs.real.forEach((value, i) => expect(value).toBeCloseTo(wanted.real[i], 5));
    for (const model of [network, judge, features, low]) model.dispose();
  });

  it('without a weight are not computed', async () => {
    const network = await modelOf(srresnet(1));
    const [judge, low] = [await modelOf({ kind: 'frequency-judge', width: 16 }), lowBand()];
    const alone = { pixels: 1, low: 0, adversarial: 0, perceptual: 0 };
    const objective = domainDistanceObjective(
      { network, judge, low },
      { ...sizes, losses: alone, perceptual },
      2,
    );
    expect(Object.keys(objective.networks)).toEqual(['network']);
    expect(Object.keys(objective.inputs)).toEqual(['made', 'hr', 'map']);
    expect(Object.keys(bothWays(objective, network).losses)).toEqual(['pixels', 'total']);
    for (const model of [network, judge, low]) model.dispose();
  });

  it('take weights whose mean over the batch is 1', () => {
    const map = (...data: number[]) => ({ height: 1, width: 2, data: Float32Array.from(data) });
    expect([...mapWeights([map(0.1, 0.2), map(0.2, 0.3)])]).toEqual(
      [0.5, 1, 1, 1.5].flatMap((value) => [value, value, value]).map((value) => expect.closeTo(value, 6)),
    );
  });
});

describe("MSSR's losses", () => {
  it('and their gradients are the same both ways, and those of the mean that stands still', async () => {
    const [own, other] = [await modelOf(srresnet(1)), await modelOf(srresnet(2))];
    const losses = { pixels: 1, agreement: 0.3, target: 0.7 };
    const objective = memberObjective(own, other, { ...sizes, losses }, 2);
    const { losses: found, slopes, given } = bothWays(objective, own);
    // As published: |own - stopped mean of both| on true LR images, by tfjs's own differentiation.
    const images = (name: string): tf.Tensor => {
      const side = objective.inputs[name][1];
      return tf.tensor(given[name], [2, side, side, 3]);
    };
    const variables = own.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const parts = tf.tidy(() => {
      const of = (model: LayersModel, name: string): tf.Tensor => model.apply(images(name)) as tf.Tensor;
      const stopped = {
        others: tf.keep(of(other, 'others')),
        mean: tf.keep(tf.div(tf.add(of(own, 'target'), of(other, 'target')), 2)),
      };
      const { value, grads } = tf.variableGrads(() => {
        const away = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.abs(tf.sub(a, b));
        const onTarget = tf.mean(tf.mul(images('share'), away(of(own, 'target'), stopped.mean)));
        return tf.addN([
          tf.mean(away(of(own, 'made'), images('hr'))),
          tf.mul(0.3, tf.mean(away(of(own, 'others'), stopped.others))),
          tf.mul(0.7, onTarget),
        ]) as tf.Scalar;
      }, variables);
      const result = {
        value: value.dataSync()[0],
        grads: variables.map(({ name }) => grads[name].dataSync<'float32'>().slice()),
      };
      tf.dispose(stopped);
      return result;
    });
    parts.grads.forEach((wanted, k) => {
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      wanted.forEach((value, i) => expect(Math.abs(slopes[k][i] - value)).toBeLessThan(2e-3 * largest));
    });
    // The loss itself is twice as large there: both are half as far from the mean as from each other.
    const onTarget = found.total - found.pixels - 0.3 * found.agreement;
    expect(parts.value).toBeCloseTo(found.pixels + 0.3 * found.agreement + onTarget / 2, 4);
    for (const model of [own, other]) model.dispose();
  });
});
