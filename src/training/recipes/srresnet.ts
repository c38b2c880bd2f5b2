import type { Recipe } from '../recipe';

/** What the compact recipes differ in. */
interface Variant {
  readonly name: string;
  readonly summary: string;
  readonly globalResidual: boolean;
  readonly iterations: number;
  /** Gain of the initial kernels outside the residual blocks; left out, it is BasicSR's 0.1. */
  readonly outerGain?: number;
}

/**
 * Compact SRResNet: 16 blocks, 32 channels, clean bicubic LR alone, L1, Adam with cosine decay. Weights and
 * patches are drawn from the same seed in every variant.
 */
function compact({ name, summary, iterations, ...network }: Variant): Recipe {
  return {
    name,
    summary,
    network: { kind: 'srresnet', channels: 32, blocks: 16, scale: 4, ...network, seed: 1 },
    data: {
      train: { set: 'bsds500/train' },
      fallback: { set: 'scenes', count: 400, size: 320, seed: 1000 },
    },
    patch: 24,
    batch: 8,
    iterations,
    learningRate: { kind: 'cosine', from: 4e-4 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed: 1,
    evaluation: { set: 'bsds500/val', fallback: 'scenes', count: 100, every: 300 },
    snapshots: [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    checkpointEvery: 50,
  };
}

export const srresnetWgr = compact({
  name: 'srresnet-wgr',
  summary: 'SRResNet with global residual, trained on clean photographs',
  globalResidual: true,
  iterations: 2400,
});

/**
 * Without global residual the published start (gain 0.1 all over) is so near zero that the first thousand
 * iterations go by in shades of grey; with a gain of 1 outside the blocks the network learns at once.
 */
export const srresnetWogr = compact({
  name: 'srresnet-wogr',
  summary: 'SRResNet without global residual, trained on clean photographs',
  globalResidual: false,
  iterations: 1500,
  outerGain: 1,
});

/** The exact twin of `srresnet-wogr`: it differs in the global residual and in nothing else. */
export const srresnetWgrTwin = compact({
  name: 'srresnet-wgr-twin',
  summary: 'SRResNet with global residual, started and trained exactly as srresnet-wogr',
  globalResidual: true,
  iterations: 1500,
  outerGain: 1,
});
