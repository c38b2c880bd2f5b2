import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { domainJudge, judgeOf } from '../../src/methods/domain-distance/judge';
import { learntDegradation, type LearntDegradationRecipe } from '../../src/methods/learnt-degradation/method';
import { readWeights } from '../../src/networks/network';
import { recipe as plain } from '../training/small-recipe';

beforeAll(() => void vi.stubEnv('DDR_DATA', ''));
afterAll(() => void vi.unstubAllEnvs());

const degrading: LearntDegradationRecipe = {
  task: 'learnt-degradation',
  name: 'small-degrader',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'degrader', input: 'hr', channels: 16, blocks: 1, noise: true, seed: 1 },
  data: { train: plain.data.train, fallback: { ...plain.data.fallback, size: 96 } },
  patch: 16,
  scale: 4,
  target: { blur: [1, 2], noise: 8 },
  discriminator: {
    network: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 2 },
    learningRate: { kind: 'cosine', from: 2e-3 },
  },
  batch: 2,
  iterations: 8,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.5, beta2: 0.999 },
  losses: { adversarial: 0.03, colours: 1, perceptual: 0 },
  perceptual: { network: 'none', layers: [] },
  seed: 12,
  evaluation: plain.evaluation,
  snapshots: [],
  checkpointEvery: 8,
};
const options = {
  onMessage: () => undefined,
  finished: () => Promise.reject(new Error('nothing is begun with')),
};

it("a degrader's judge is the one that its training had, to the last bit, and tells of maps", async () => {
  const recipe = judgeOf(degrading, { name: 'small-judge', summary: 'for tests' });
  expect(recipe).toMatchObject({ network: degrading.discriminator.network, learningRate: { from: 2e-3 } });
  const before = tf.memory().numTensors;
  const [first, second] = [
    await learntDegradation.open(degrading, options),
    await domainJudge.open(recipe, options),
  ];
  for (let i = 0; i < 4; i++) expect(await second.step(i)).toEqual(await first.step(i));
  const judged = first.state();
  const values = await second.evaluate();
  expect(Object.keys(values)).toEqual(['target', 'made', 'bicubic', 'made known', 'bicubic known']);
  for (const value of Object.values(values)) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  const weights = await readWeights(second.network.model);
  expect(weights.size).toBeGreaterThan(6);
  for (const [name, { data }] of weights) expect(data).toEqual(judged.get(`discriminator:${name}`)!.data);
  for (const task of [first, second]) {
    task.dispose();
    task.network.model.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});

it('a network that gives no map is refused', async () => {
  const recipe = judgeOf(degrading, { name: 'small-judge', summary: 'for tests' });
  const wrong = { ...recipe, network: { kind: 'discriminator', size: 16 } as const };
  await expect(domainJudge.open(wrong, options)).rejects.toThrow(
    /small-judge: discriminator is no frequency-judge/,
  );
});
