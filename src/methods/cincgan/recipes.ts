import type { NetworkSpec } from '../../networks/architectures/spec';
import type { Profile } from '../../training/recipe';
import type { UnpairedRecipe } from './method';
import { photographs, testPhotographs } from '../../training/data/sets';

/**
 * CinCGAN's inner cycle (Yuan et al. 2018) on the mild mixture (Sec. 3, Fig. 2-3): mildly degraded LR images are
 * restored without ever seeing their clean counterparts.
 */
export function cincgan(profile: Profile): UnpairedRecipe {
  const paper = profile === 'paper';
  const learningRate = paper
    ? ({
        kind: 'steps',
        from: 2e-4,
        halveAt: [40_000, 80_000, 120_000, 160_000, 200_000, 240_000, 280_000, 320_000, 360_000],
      } as const)
    : ({ kind: 'cosine', from: 8e-4 } as const);
  const generator = (seed: number): NetworkSpec =>
    paper
      ? { kind: 'restoration', channels: 64, blocks: 6, seed }
      : { kind: 'restoration', channels: 32, blocks: 4, globalResidual: true, seed };
  const judge = (seed: number, detail?: number): NetworkSpec => ({
    kind: 'discriminator',
    head: 'map',
    ...(paper ? { stages: 3, width: 64 } : { stages: 2, width: 32, normalisation: 'none', detail }),
    seed,
  });
  return {
    name: 'cincgan',
    summary: 'Unpaired restoration of mildly degraded LR images, then SRResNet with global residual',
    profile,
    task: 'cincgan',
    network: generator(1),
    backward: generator(2),
    discriminator: {
      network: judge(3),
      learningRate: paper ? learningRate : { kind: 'cosine', from: 4e-4 },
    },
    data: photographs(profile, ['mild']),
    patch: 32,
    batch: paper ? 16 : 8,
    iterations: paper ? 400_000 : 1024,
    learningRate,
    adam: { beta1: 0.5, beta2: 0.999 },
    losses: paper
      ? { adversarial: 1, cycle: 10, identity: 5, totalVariation: 0.5 }
      : { adversarial: 0.001, cycle: 1, identity: 1.5, totalVariation: 0.01 },
    // As published, the small network invented texture within some hundreds of iterations (adversarial weight 1 or 0.1) or
    // changed nothing (less, or more weight on identity): the verdict alone is too weak a teacher for so short a training.
    // Taught from the start by pairs that are none yet, the restoring network learnt next to nothing later.
    ...(paper
      ? {}
      : {
          reverse: {
            discriminator: judge(4, 8),
            adversarial: 0.3,
            pairs: 10,
            colours: 20,
            noise: 3,
            lead: 384,
          },
        }),
    superResolution: paper ? 'srresnet-wgr' : 'srresnet-wgr-short',
    seed: 1,
    evaluation: testPhotographs(paper ? 5000 : 256, ['clean', 'mild']),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}
