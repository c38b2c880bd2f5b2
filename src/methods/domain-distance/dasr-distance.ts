import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import { targetDomain } from '../learnt-degradation/target';
import { srresnetWgr } from '../pixel/srresnet';
import { dasrDsn } from '../learnt-degradation/from-originals';
import { type DomainJudgeRecipe, judgeOf } from './judge';
import type { DomainDistanceRecipe } from './method';

/** The judge that DASR's degrader learns against: the training of `dasr-dsn` once more, to the last bit. */
export const dasrDistanceJudge = (profile: Profile): DomainJudgeRecipe =>
  judgeOf(dasrDsn(profile), {
    name: 'dasr-distance-judge',
    summary: "The judge that DASR's degrader learns against: its verdicts are the map of domain distance",
  });

/**
 * DASR's super-resolution (Wei et al. 2021). As published: RRDB, pixels by the map, the low band, a perceptual loss (through our classifier, in the place of LPIPS), and the judge. Compact: SRResNet from where pixel loss on clean images ended, by
 * pixels and the judge alone.
 */
export function dasrDistance(
  profile: Profile,
  map: DomainDistanceRecipe['map'] = 'judged',
): DomainDistanceRecipe {
  const shared = {
    profile,
    data: photographs(profile),
    degrader: 'dasr-dsn',
    target: targetDomain,
    snapshots: [],
    name: map === 'judged' ? 'dasr-distance' : 'dasr-distance-flat',
    summary:
      map === 'judged'
        ? "DASR: super-resolution of what its degrader makes, weighed by domain distance, with a judge's verdict on true LR images"
        : 'DASR with a flat map: all places weigh the same',
    task: 'domain-distance',
    map,
    domainJudge: 'dasr-distance-judge',
    perceptual: { network: 'resnet18-perceptual', layers: ['Conv2_2', 'Conv3_2'] },
    adam: { beta1: 0.9, beta2: 0.99 },
    seed: 14,
  } as const;
  if (profile === 'paper') {
    const learningRate = {
      kind: 'steps',
      from: 1e-4,
      halveAt: [35_000, 80_000, 100_000, 150_000],
    } as const;
    return {
      ...shared,
      network: { kind: 'rrdbnet', channels: 64, growth: 32, blocks: 23, scale: 4, seed: 14 },
      patch: 32,
      batch: 6,
      iterations: 350_000,
      learningRate,
      discriminator: {
        network: { kind: 'frequency-judge', bands: 'haar', width: 64, seed: 15 },
        learningRate,
      },
      losses: { pixels: 1, low: 1, adversarial: 0.005, perceptual: 1 },
      evaluation: testPhotographs(5000, ['clean', 'blur0.6+noise8']),
      checkpointEvery: 1000,
    };
  }
  const start = srresnetWgr(profile);
  return {
    ...shared,
    network: start.network,
    start: start.name,
    patch: 16,
    batch: 8,
    iterations: 1024,
    learningRate: { kind: 'cosine', from: 2e-4 },
    discriminator: {
      network: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 15 },
      learningRate: { kind: 'cosine', from: 2e-4 },
    },
    losses: { pixels: 1, low: 0, adversarial: 0.001, perceptual: 0 },
    evaluation: testPhotographs(256, ['clean', 'blur0.6+noise8']),
    checkpointEvery: 128,
  };
}

/** The control: every place weighs the same. */
export const dasrDistanceFlat = (profile: Profile): DomainDistanceRecipe => dasrDistance(profile, 'flat');
