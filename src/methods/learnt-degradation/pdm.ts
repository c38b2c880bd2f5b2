import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { LearntDegradationRecipe } from './method';
import { variedTargetDomain } from './target';

/**
 * PDM's degrader (Luo et al. 2022), which learns a *distribution* of kernels, against images whose blur differs from one to the next. LSGAN, noise whose mean is to be 0 (published: whose power is to be small, which makes
 * it vanish). Compact, by pilots: smaller networks, a judge that sees both the image and its details and learns ten times as fast, as the noise's gain does, and the running mean of the weights.
 */
export function pdm(profile: Profile): LearntDegradationRecipe {
  const paper = profile === 'paper';
  return {
    name: 'pdm',
    summary: "PDM's degrader: a random kernel and noise, of HR images",
    profile,
    task: 'learnt-degradation',
    network: {
      kind: 'probabilistic-degrader',
      ...(paper ? {} : { channels: 32, blocks: 4 }),
      seed: 41,
    },
    data: photographs(profile),
    scale: 4,
    target: variedTargetDomain,
    perceptual: { network: 'resnet18-perceptual', layers: ['Conv2_2', 'Conv3_2'] },
    discriminator: {
      network: { kind: 'frequency-judge', bands: 'image', width: paper ? 64 : 16, seed: 42 },
      learningRate: { kind: 'cosine', from: paper ? 2e-4 : 5e-4 },
    },
    gan: 'least-squares',
    rates: { 'Noise.gain': paper ? 1 : 10 },
    average: 0.99,
    patch: 32,
    batch: paper ? 32 : 8,
    iterations: paper ? 200_000 : 2048,
    learningRate: paper
      ? { kind: 'steps', from: 2e-4, halveAt: [50_000, 100_000, 150_000] }
      : { kind: 'cosine', from: 5e-5 },
    adam: { beta1: 0.5, beta2: 0.999 },
    losses: { adversarial: 1, colours: 0, perceptual: 0, bias: paper ? 100 : 1e4 },
    seed: 43,
    evaluation: testPhotographs(paper ? 5000 : 128),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 128,
  };
}
