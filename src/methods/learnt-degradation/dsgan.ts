import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { LearntDegradationRecipe } from './method';
import { targetDomain } from './target';

/**
 * DSGAN's degrader (Fritsche et al. 2019). As published: batches of crops of 128 LR pixels, a judge on what 5 x 5 means leave, a perceptual loss (through our classifier, in the
 * place of LPIPS). Compact: three planes of noise go in, the input is added, the judge looks at Haar's bands, learns faster, and there is no perceptual loss.
 */
export function dsgan(profile: Profile): LearntDegradationRecipe {
  const common = {
    name: 'dsgan',
    summary: "DSGAN's degrader: clean LR images come to look blurred and noisy",
    profile,
    task: 'learnt-degradation',
    data: photographs(profile),
    scale: 4,
    target: targetDomain,
    perceptual: { network: 'resnet18-perceptual', layers: ['Conv2_2', 'Conv3_2'] },
    seed: 1,
    snapshots: [],
  } as const;
  if (profile === 'paper') {
    return {
      ...common,
      network: { kind: 'degrader', channels: 64, blocks: 8, seed: 1 },
      discriminator: {
        network: { kind: 'frequency-judge', bands: 'mean5', width: 64, seed: 2 },
        learningRate: { kind: 'cosine', from: 2e-4 },
      },
      patch: 128,
      batch: 16,
      iterations: 15_000,
      learningRate: { kind: 'cosine', from: 2e-4 },
      adam: { beta1: 0.5, beta2: 0.999 },
      losses: { adversarial: 0.005, colours: 1, perceptual: 0.01 },
      evaluation: testPhotographs(1000),
      checkpointEvery: 500,
    };
  }
  return {
    ...common,
    network: { kind: 'degrader', channels: 32, blocks: 4, noise: true, seed: 1 },
    discriminator: {
      network: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 2 },
      learningRate: { kind: 'cosine', from: 1e-3 },
    },
    patch: 32,
    batch: 8,
    iterations: 1024,
    learningRate: { kind: 'cosine', from: 5e-4 },
    adam: { beta1: 0.5, beta2: 0.999 },
    losses: { adversarial: 0.03, colours: 1, perceptual: 0 },
    evaluation: testPhotographs(128),
    checkpointEvery: 128,
  };
}
