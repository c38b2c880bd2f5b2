import type { Recipe } from '../recipe';

/**
 * The compact pair: SRResNet of 16 blocks and 32 channels, clean bicubic LR alone, L1, Adam with cosine
 * decay; the two recipes differ in the global residual and in nothing else.
 */
function compact(name: string, globalResidual: boolean, summary: string): Recipe {
  return {
    name,
    summary,
    network: { kind: 'srresnet', channels: 32, blocks: 16, scale: 4, globalResidual, outerGain: 1, seed: 1 },
    data: {
      train: { set: 'bsds500/train' },
      fallback: { set: 'scenes', count: 400, size: 320, seed: 1000 },
    },
    patch: 24,
    batch: 8,
    iterations: 1500,
    learningRate: { kind: 'cosine', from: 4e-4 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed: 1,
    evaluation: { set: 'bsds500/val', fallback: 'scenes', count: 100, every: 300 },
    snapshots: [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    checkpointEvery: 50,
  };
}

export const srresnetWgr = compact(
  'srresnet-wgr',
  true,
  'SRResNet with global residual, trained on clean photographs',
);
export const srresnetWogr = compact(
  'srresnet-wogr',
  false,
  'SRResNet without global residual, trained on clean photographs',
);
