import { targetDomain } from '../learnt-degradation/target';
import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { DensityComparatorRecipe } from './comparator';
import type { FrequencyDensityRecipe } from './method';

/**
 * FCA's comparator of frequency densities (Ji et al. 2021), which learns from the target domain alone. Ours: it learns before the degrader, not beside it, pairs are seen both ways round, and the compact one sees
 * local detail.
 */
export function fcaComparator(profile: Profile): DensityComparatorRecipe {
  const paper = profile === 'paper';
  return {
    name: 'fca-comparator',
    summary: "FCA's comparator: which of two patches has its detail more densely",
    profile,
    task: 'density-comparator',
    network: { kind: 'density-comparator', ...(paper ? {} : { channels: 32 }), seed: 51 },
    data: photographs(profile),
    patch: paper ? 128 : 32,
    scale: 4,
    target: targetDomain,
    // Published up to 3.5; compact, as far as patches of 32 pixels fit into the LR photographs.
    ratio: [1.2, paper ? 3.5 : 2.4],
    batch: 8,
    iterations: paper ? 20_000 : 1024,
    learningRate: { kind: 'cosine', from: paper ? 1e-4 : 1e-3 },
    adam: { beta1: 0.5, beta2: 0.999 },
    seed: 51,
    evaluation: testPhotographs(paper ? 1000 : 128),
    snapshots: [],
    checkpointEvery: paper ? 500 : 128,
  };
}

/**
 * FCA's degrader (Ji et al. 2021; its code was never published): LR images filtered by a kernel that is estimated for each, until the comparator finds their detail as dense as the target's.
 * Ours: what the estimator is of, noise planes with a learnt gain, that it is compared with patches as they are alone, and colours that are kept. As published the judge on Haar's bands weighs 0.001; compact it weighs more, and its verdicts are
 * measured by cross-entropy, as DSGAN's here.
 */
export function fca(profile: Profile): FrequencyDensityRecipe {
  const paper = profile === 'paper';
  return {
    name: 'fca',
    summary:
      "FCA's degrader: clean LR images are filtered until their detail lies as densely as the target's",
    profile,
    task: 'frequency-density',
    network: { kind: 'kernel-degrader', ...(paper ? {} : { channels: 32, stages: 3 }), seed: 53 },
    data: photographs(profile),
    patch: paper ? 128 : 32,
    scale: 4,
    target: targetDomain,
    comparator: 'fca-comparator',
    discriminator: {
      network: { kind: 'frequency-judge', bands: 'haar', width: paper ? 64 : 16, seed: 54 },
      learningRate: { kind: 'cosine', from: paper ? 1e-4 : 1e-3 },
    },
    ...(paper && { gan: 'least-squares' }),
    batch: 8,
    iterations: paper ? 20_000 : 1024,
    learningRate: { kind: 'cosine', from: 1e-4 },
    adam: { beta1: 0.5, beta2: 0.999 },
    losses: { density: 1, adversarial: paper ? 0.001 : 0.1, colours: 1 },
    seed: 53,
    evaluation: testPhotographs(paper ? 1000 : 128),
    snapshots: [],
    checkpointEvery: paper ? 500 : 128,
  };
}
