import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import { degradations } from './dasr';
import type { DegradationAwareRecipe } from './method';

/**
 * After CRL-SR (Zhang et al. 2021): an embedding that is to be the same for an LR image and for its original at LR's size, whatever the degradation, by contrast of the image's own places both ways; super-resolution sees the embedding
 * alone. Neither code nor sizes are public: layers, places and weights are ours, one encoder serves both sides, and its second part, the refinement of details by a conditional contrast, is left out.
 */
export function crlSr(profile: Profile): DegradationAwareRecipe {
  const paper = profile === 'paper';
  return {
    name: 'crl-sr',
    summary: 'after CRL-SR: super-resolution of an embedding from which contrast takes the degradation',
    profile,
    task: 'degradation-aware',
    network: {
      kind: 'contrastive-decoupled',
      ...(paper ? {} : { channels: 32, blocks: 8 }),
      seed: 11,
    },
    data: photographs(profile),
    patch: paper ? 48 : 32,
    model: degradations(profile),
    positives: 'both',
    decoupling: { weight: 0.01, temperature: 0.07, places: { count: 8, step: 3, border: 4 } },
    batch: paper ? 32 : 8,
    iterations: paper ? 485_000 : 1536,
    learningRate: paper
      ? { kind: 'steps', from: 1e-4, halveAt: [121_250, 242_500, 363_750] }
      : { kind: 'cosine', from: 6e-4 },
    adam: { beta1: 0.9, beta2: 0.999 },
    seed: 12,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}
