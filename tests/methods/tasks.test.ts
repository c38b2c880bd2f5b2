import * as tf from '@tensorflow/tfjs-core';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights } from '../../src/networks/network';
import type { NetworkSpec } from '../../src/networks/architectures/spec';
import type { Recipe } from '../../src/methods/methods';
import type { DegradationEncoderRecipe } from '../../src/methods/degradation-aware/encoder';
import type { DegradationAwareRecipe } from '../../src/methods/degradation-aware/method';
import type { DegradationRankingRecipe } from '../../src/methods/degradation-aware/ranked';
import type { UnpairedRecipe } from '../../src/methods/cincgan/method';
import type { ClassificationRecipe } from '../../src/methods/classifier/method';
import type { FeatureAlignmentRecipe } from '../../src/methods/feature-alignment/method';
import type { GanRecipe } from '../../src/methods/gan/method';
import type { LearntDegradationRecipe } from '../../src/methods/learnt-degradation/method';
import type { RestorationRecipe } from '../../src/methods/restoration/method';
import type { SuperResolutionRecipe } from '../../src/methods/pixel/method';
import { train } from '../../src/methods/train';
import type { VideoRecipe } from '../../src/methods/video/method';
import { smallComparator, smallDensity } from './small-density';
import { recipe as plain } from '../training/small-recipe';
import { smallDistance, smallDomainJudge, smallPair } from './small-generated';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-tasks-'));
beforeAll(() => void vi.stubEnv('DDR_DATA', ''));
afterAll(() => rmSync(folder, { recursive: true }));

const few = { iterations: 4, snapshots: [], checkpointEvery: 1 } as const;
const generator: Extract<NetworkSpec, { kind: 'srresnet' }> = {
  ...(plain.network as object),
  kind: 'srresnet',
  channels: 16,
};
const start: SuperResolutionRecipe = {
  ...plain,
  ...few,
  name: 'small-start',
  network: generator,
  batch: 2,
  patch: 8,
  data: { ...plain.data, degradations: ['clean', 'noise20', 'blur1'] },
  evaluation: { ...plain.evaluation, every: 2, degradations: ['clean', 'noise20'] },
};
const classes: ClassificationRecipe = {
  ...few,
  task: 'classification',
  name: 'small-classes',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'resnet18', width: 16, classes: 10, seed: 1 },
  data: {
    train: { set: 'cifar10/train' },
    fallback: { set: 'scenes/objects', count: 40, size: 16, seed: 3 },
  },
  batch: 8,
  padding: 2,
  optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  learningRate: { kind: 'cosine', from: 0.05 },
  seed: 4,
  evaluation: { set: 'cifar10/test', fallback: 'scenes/objects', count: 20, every: 4 },
};
const gan: GanRecipe = {
  ...few,
  task: 'gan',
  name: 'small-gan',
  summary: 'for tests',
  profile: 'compact',
  network: generator,
  data: plain.data,
  start: 'small-start',
  patch: 8,
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3 },
  discriminator: {
    network: { kind: 'discriminator', size: 16, stages: 2, width: 16, dense: 16, seed: 2 },
    learningRate: { kind: 'cosine', from: 1e-3 },
  },
  adam: { beta1: 0.9, beta2: 0.99 },
  losses: { l1: 0.5, adversarial: 0.05, perceptual: 0.5 },
  perceptual: { network: 'small-classes', layers: ['Conv2_2', 'Conv3_2'] },
  average: 0.5,
  seed: 5,
  evaluation: plain.evaluation,
};
const unpaired: UnpairedRecipe = {
  ...few,
  task: 'cincgan',
  name: 'small-cincgan',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'restoration', channels: 16, blocks: 1, globalResidual: true, seed: 1 },
  backward: { kind: 'restoration', channels: 16, blocks: 1, globalResidual: true, seed: 2 },
  discriminator: {
    network: { kind: 'discriminator', head: 'map', stages: 1, width: 16, seed: 3 },
    learningRate: { kind: 'cosine', from: 1e-3 },
  },
  data: { ...plain.data, degradations: ['mild'] },
  patch: 8,
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.5, beta2: 0.999 },
  losses: { adversarial: 1, cycle: 10, identity: 5, totalVariation: 0.5 },
  superResolution: 'small-start',
  seed: 6,
  evaluation: plain.evaluation,
};

const clips: VideoRecipe = {
  ...few,
  task: 'video',
  name: 'small-video',
  summary: 'for tests',
  profile: 'compact',
  network: {
    kind: 'video-transformer',
    channels: 16,
    groups: 1,
    depth: 2,
    heads: 2,
    window: 4,
    locality: 1,
    seed: 1,
  },
  data: plain.data,
  alignment: 'patch',
  patchSide: 4,
  antialias: false,
  patch: 8,
  speeds: [0.25, 1],
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3, warmUp: 2 },
  adam: { beta1: 0.9, beta2: 0.99 },
  loss: 'l1',
  seed: 7,
  evaluation: plain.evaluation,
};

const contrast = { queue: 12, momentum: 0.9, temperature: 0.07 } as const;
const encoder: DegradationEncoderRecipe = {
  ...few,
  task: 'degradation-encoder',
  name: 'small-encoder',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'degradation-encoder', width: 16, centred: true, seed: 1 },
  data: plain.data,
  patch: 8,
  scale: 2,
  model: { blur: [0.2, 2], noise: [0, 20] },
  positives: 'degradation',
  contrast,
  batch: 4,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.9, beta2: 0.999 },
  seed: 8,
  evaluation: plain.evaluation,
};
const aware: DegradationAwareRecipe = {
  ...few,
  task: 'degradation-aware',
  name: 'small-aware',
  summary: 'for tests',
  profile: 'compact',
  network: {
    kind: 'degradation-aware',
    channels: 16,
    groups: 1,
    blocks: 1,
    scale: 2,
    encoder: { width: 16, centred: true },
    seed: 2,
  },
  data: plain.data,
  patch: 8,
  model: { blur: [0.2, 2], noise: [0, 20] },
  positives: 'both',
  contrast: { ...contrast, weight: 0.01, encoder: 'small-encoder' },
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.9, beta2: 0.999 },
  seed: 9,
  evaluation: plain.evaluation,
};

const ranking = { groups: 1, margin: 0.5, same: 1, clean: 2 } as const;
const ranked: DegradationRankingRecipe = {
  ...few,
  task: 'degradation-ranking',
  name: 'small-ranked',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'degradation-encoder', width: 16, centred: true, ranked: true, seed: 1 },
  start: 'small-encoder',
  data: plain.data,
  patch: 8,
  scale: 2,
  model: { blur: [0.2, 2], noise: [0, 20] },
  ranking,
  batch: 5,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.9, beta2: 0.999 },
  seed: 10,
  evaluation: plain.evaluation,
};
const adapted: DegradationAwareRecipe = {
  ...aware,
  name: 'small-adapted',
  network: {
    kind: 'degradation-adapted',
    channels: 16,
    blocks: generator.blocks,
    adapters: 1,
    regions: 2,
    scale: 2,
    globalResidual: generator.globalResidual,
    encoder: { width: 16, centred: true },
    seed: 3,
  },
  start: 'small-start',
  contrast: undefined,
  ranking: { ...ranking, weight: 0.01, encoder: 'small-ranked' },
  batch: 5,
};
const queried: DegradationAwareRecipe = {
  ...aware,
  name: 'small-queried',
  network: {
    kind: 'degradation-aware',
    channels: 16,
    groups: 1,
    blocks: 1,
    scale: 2,
    encoder: { width: 16, centred: true, codes: 8 },
    fusion: 'query',
    seed: 4,
  },
  patch: 12,
  contrast: { ...contrast, weight: 0.01, encoder: { width: 16, centred: true, codes: 8 } },
};
const decoupled: DegradationAwareRecipe = {
  ...aware,
  name: 'small-decoupled',
  network: { kind: 'contrastive-decoupled', channels: 16, depth: 2, blocks: 1, scale: 2, seed: 5 },
  contrast: undefined,
  decoupling: { weight: 0.01, temperature: 0.07, places: { count: 2, step: 3, border: 2 } },
};

const restored: RestorationRecipe = {
  ...few,
  task: 'restoration',
  name: 'small-derained',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'unet', channels: 16, levels: 2, blocks: 1, widening: 1, seed: 1 },
  // Few versions, so that one that is kept is used again.
  data: { ...plain.data, degradations: ['rain-small-half'], clean: 0.2, versions: 6 },
  // Odd: what the way down fills up is cut off again.
  patch: 11,
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.9, beta2: 0.99 },
  loss: 'l1',
  seed: 11,
  evaluation: { ...plain.evaluation, every: 2 },
};
// Drawn for each patch: the noise at its pixels, the blur from the pixels around it, too.
const denoised: RestorationRecipe = {
  ...restored,
  name: 'small-denoised',
  network: { kind: 'prn', channels: 16, stages: 2, blocks: 2, recursive: true, seed: 2 },
  data: { ...plain.data, degradations: ['noise20', 'blur2'] },
};

const degrading: LearntDegradationRecipe = {
  ...few,
  task: 'learnt-degradation',
  name: 'small-degrader',
  summary: 'for tests',
  profile: 'compact',
  network: { kind: 'degrader', channels: 16, blocks: 1, noise: true, seed: 1 },
  data: plain.data,
  patch: 28,
  scale: 2,
  target: { blur: [1, 2], noise: 8 },
  discriminator: {
    network: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 2 },
    learningRate: { kind: 'cosine', from: 1e-3 },
  },
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.5, beta2: 0.999 },
  losses: { adversarial: 0.03, colours: 1, perceptual: 0.1 },
  perceptual: { network: 'small-classes', layers: ['Conv2_2'] },
  seed: 12,
  evaluation: plain.evaluation,
};
// As published: of an image alone, and a judge on what means leave.
const degradingPlainly: LearntDegradationRecipe = {
  ...degrading,
  name: 'small-plain-degrader',
  network: { kind: 'degrader', channels: 16, blocks: 1, seed: 1 },
  discriminator: {
    ...degrading.discriminator,
    network: { kind: 'frequency-judge', bands: 'mean5', width: 16, seed: 2 },
  },
  losses: { ...degrading.losses, perceptual: 0 },
};
const onDegraded: SuperResolutionRecipe = {
  ...start,
  name: 'small-on-degraded',
  data: { ...plain.data, degradations: ['model:small-degrader', 'clean'] },
};

const aligned: FeatureAlignmentRecipe = {
  ...few,
  task: 'feature-alignment',
  name: 'small-aligned',
  summary: 'for tests',
  profile: 'compact',
  network: {
    kind: 'feature-aligned',
    channels: 16,
    trunk: 'residual',
    blocks: 1,
    scale: 2,
    globalResidual: generator.globalResidual,
    seed: 1,
  },
  start: 'small-three-blocks',
  data: plain.data,
  patch: 8,
  target: { blur: [1, 2], noise: 8 },
  decoder: { trunk: 'residual', blocks: 1, seed: 2, learningRate: { kind: 'cosine', from: 1e-3 } },
  noiseFrom: 2,
  judges: {
    features: { width: 16, stages: 1, detail: 4, seed: 3 },
    images: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 4 },
    learningRate: { kind: 'cosine', from: 1e-3 },
  },
  lead: 1,
  batch: 2,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.5, beta2: 0.999 },
  losses: { align: 0.1, rec: 1, res: 1, sty: 0.1, idt: 0.1, cyc: 1 },
  seed: 13,
  evaluation: { ...plain.evaluation, degradations: ['clean', 'blur1'] },
};
// What it begins with: two blocks of its encoder and one of its trunk.
const threeBlocks: SuperResolutionRecipe = {
  ...start,
  name: 'small-three-blocks',
  network: { ...generator, blocks: 3 },
};

const bothWays: UnpairedRecipe = {
  ...unpaired,
  name: 'small-cincgan-both-ways',
  reverse: {
    discriminator: { kind: 'discriminator', head: 'map', stages: 1, width: 16, seed: 4 },
    adversarial: 0.1,
    pairs: 10,
    colours: 20,
    noise: 3,
    lead: 1,
  },
};

/** Trains a recipe to its end; with `stopAt`, stops there first and goes on in a second call. */
async function made(recipe: Recipe, name: string, stopAt?: number): Promise<Map<string, Float32Array>> {
  const places = {
    folder: path.join(folder, `${name}-state`),
    output: path.join(folder, `${name}.safetensors`),
    checkpoints: folder,
  };
  if (stopAt !== undefined) {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === stopAt) stop.abort(new Error('enough'));
    };
    await expect(train(recipe, { ...places, onProgress, signal: stop.signal })).rejects.toThrow('enough');
  }
  const { network, log, metrics } = await train(recipe, places);
  for (const value of [...Object.values(log.at(-1)!.losses), ...Object.values(metrics)]) {
    expect(value).toSatisfy(Number.isFinite);
  }
  const weights = new Map([...(await readWeights(network.model))].map(([key, { data }]) => [key, data]));
  network.model.dispose();
  return weights;
}

describe('every kind of recipe trains, resumes, and ends as it would have', () => {
  it.each([
    ['super-resolution on degraded patches', start],
    ['classification', classes],
    ['gan', gan],
    ['cincgan', unpaired],
    ['unpaired, both ways', bothWays],
    ['an encoder by contrast', encoder],
    ['degradation-aware, with contrast', aware],
    ['an encoder by ranks', ranked],
    ['adapters, with ranks', adapted],
    ['an encoder with codes, from nothing', queried],
    ['an embedding, decoupled', decoupled],
    ['restoration of rain', restored],
    ['clips of moving layers', clips],
    ['restoration of noise and blur', denoised],
    ['a network that degrades', degrading],
    ['one of an image alone', degradingPlainly],
    ['super-resolution of what it makes', onDegraded],
    ['a judge of domains', smallDomainJudge(degrading)],
    ['a comparator of densities', smallComparator],
    ['a degrader taught by it', smallDensity],
    ['super-resolution by domain distance', smallDistance(start, degrading)],
    ['by a flat map, without a judge', smallDistance(start, degrading, 'flat')],
    ['a pair of networks', smallPair(start, degrading)],
    ['what aligned features begin with', threeBlocks],
    ['features of two domains, aligned', aligned],
    ['degradation-aware, without', { ...aware, name: 'small-untaught', contrast: undefined }],
  ] as const)('%s', async (_, recipe) => {
    const before = tf.memory().numTensors;
    const whole = await made(recipe, recipe.name);
    const resumed = await made(recipe, `${recipe.name}-resumed`, 2);
    expect(resumed).toEqual(whole);
    expect(tf.memory().numTensors).toBe(before);
    const saved = await loadNetwork(path.join(folder, `${recipe.name}.safetensors`));
    expect(JSON.parse(saved.metadata.recipe)).toEqual(recipe);
    saved.model.dispose();
  });

  it('a generator begins where its start ended, and its losses are those that the recipe weighs', async () => {
    const still: GanRecipe = { ...gan, iterations: 1, learningRate: { kind: 'cosine', from: 0 } };
    const weights = await made({ ...still, name: 'still' }, 'still');
    const begun = await loadNetwork(path.join(folder, 'small-start.safetensors'));
    for (const [name, { data }] of await readWeights(begun.model)) expect(weights.get(name)).toEqual(data);
    begun.model.dispose();
    const { log } = JSON.parse(
      '{"log":' + (await loadNetwork(path.join(folder, 'still.safetensors'))).metadata.log + '}',
    ) as { log: { losses: Record<string, number> }[] };
    const { l1, adversarial, perceptual, total } = log[0].losses;
    const { losses } = gan;
    expect(total).toBeCloseTo(
      losses.l1 * l1 + losses.adversarial * adversarial + losses.perceptual * perceptual,
      5,
    );
  });

  it('a generator that nobody judges learns as one whose judge is not heard', async () => {
    const judgedBy = (adversarial: number, name: string): GanRecipe => ({
      ...gan,
      name,
      losses: { ...gan.losses, adversarial },
    });
    // So small a weight adds nothing to any gradient in single precision.
    const [unheard, unjudged] = [judgedBy(1e-35, 'unheard'), judgedBy(0, 'unjudged')];
    expect(await made(unjudged, 'unjudged')).toEqual(await made(unheard, 'unheard'));
    const losses = async (name: string): Promise<string[]> => {
      const { model, metadata } = await loadNetwork(path.join(folder, `${name}.safetensors`));
      model.dispose();
      const [{ losses }] = JSON.parse(metadata.log) as { losses: Record<string, number> }[];
      return Object.keys(losses);
    };
    expect(await losses('unheard')).toEqual(['l1', 'adversarial', 'perceptual', 'total', 'discriminator']);
    expect(await losses('unjudged')).toEqual(['l1', 'perceptual', 'total']);
  });

  it('a restoring network waits while the degrading one has its lead, then learns', async () => {
    const { reverse } = bothWays;
    const ending = (lead: number): UnpairedRecipe => ({
      ...bothWays,
      name: `lead-${lead}`,
      reverse: { ...reverse!, lead },
    });
    const [waited, learnt] = [await made(ending(4), 'lead-4'), await made(ending(1), 'lead-1')];
    const { model } = await buildNetwork(bothWays.network);
    for (const [name, { data }] of await readWeights(model)) {
      expect(waited.get(`Clean${name}`)).toEqual(data);
    }
    expect(learnt.get('CleanConv4.conv/kernel')).not.toEqual(waited.get('CleanConv4.conv/kernel'));
    model.dispose();
  });

  it('names the command that makes what is missing', async () => {
    const orphan: GanRecipe = { ...gan, name: 'orphan', start: 'nobody' };
    const places = { folder: path.join(folder, 'orphan'), checkpoints: folder };
    await expect(train(orphan, places)).rejects.toThrow(/nobody\.safetensors.*`ddr train nobody`/);
    expect(() => readFileSync(path.join(folder, 'orphan/checkpoint.safetensors'))).toThrow();
  });
});
