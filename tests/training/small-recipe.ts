import type { SuperResolutionRecipe } from '../../src/methods/pixel/method';

/** A recipe of seconds: a real network, really trained, but tiny. */
export const recipe: SuperResolutionRecipe = {
  name: 'small',
  summary: 'for tests',
  profile: 'compact',
  task: 'super-resolution',
  network: { kind: 'srresnet', channels: 8, blocks: 2, scale: 2, globalResidual: false, seed: 7 },
  data: { train: { set: 'bsds500/train' }, fallback: { set: 'scenes', count: 6, size: 64, seed: 5 } },
  patch: 12,
  batch: 4,
  iterations: 60,
  learningRate: { kind: 'cosine', from: 5e-3 },
  adam: { beta1: 0.9, beta2: 0.99 },
  loss: 'l1',
  seed: 7,
  evaluation: { set: 'bsds500/val', fallback: 'scenes', count: 2, every: 20 },
  snapshots: [0, 4],
  checkpointEvery: 7,
};
