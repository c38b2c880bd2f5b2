import type { DensityComparatorRecipe } from '../../src/methods/frequency-density/comparator';
import type { FrequencyDensityRecipe } from '../../src/methods/frequency-density/method';
import { recipe as plain } from '../training/small-recipe';

const common = {
  profile: 'compact',
  summary: 'for tests',
  data: plain.data,
  patch: 16,
  scale: 2,
  target: { blur: [1, 2], noise: 8 },
  batch: 2,
  iterations: 4,
  learningRate: { kind: 'cosine', from: 1e-3 },
  adam: { beta1: 0.5, beta2: 0.999 },
  evaluation: plain.evaluation,
  snapshots: [],
  checkpointEvery: 1,
} as const;

/** A comparator of four iterations. */
export const smallComparator: DensityComparatorRecipe = {
  ...common,
  name: 'small-comparator',
  task: 'density-comparator',
  ratio: [1.2, 1.8],
  network: { kind: 'density-comparator', channels: 16, stages: 2, seed: 1 },
  seed: 3,
  evaluation: { ...plain.evaluation, every: 2 },
};

/** A degrader of four iterations, taught by it. */
export const smallDensity: FrequencyDensityRecipe = {
  ...common,
  name: 'small-density',
  task: 'frequency-density',
  network: { kind: 'kernel-degrader', channels: 16, stages: 2, size: 7, seed: 2 },
  comparator: 'small-comparator',
  discriminator: {
    network: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 4 },
    learningRate: { kind: 'cosine', from: 1e-3 },
  },
  losses: { density: 1, adversarial: 0.03, colours: 1 },
  seed: 5,
  evaluation: { ...plain.evaluation, every: 2 },
};
