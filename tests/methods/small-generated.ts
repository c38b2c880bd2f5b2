import type { CollaborativeRecipe } from '../../src/methods/collaborative/method';
import { type DomainJudgeRecipe, judgeOf } from '../../src/methods/domain-distance/judge';
import type { DomainDistanceRecipe } from '../../src/methods/domain-distance/method';
import type { LearntDegradationRecipe } from '../../src/methods/learnt-degradation/method';
import type { SuperResolutionRecipe } from '../../src/methods/pixel/method';

// Recipes of seconds that learn from what a degrader makes, which must be trained before them, as must the network that they begin with.

/** What all of them have. */
const shared = ({ data, evaluation }: SuperResolutionRecipe, { target }: LearntDegradationRecipe) =>
  ({
    summary: 'for tests',
    profile: 'compact',
    data: { train: data.train, fallback: data.fallback },
    patch: 8,
    target,
    batch: 2,
    iterations: 4,
    learningRate: { kind: 'cosine', from: 1e-3 },
    adam: { beta1: 0.9, beta2: 0.99 },
    evaluation: { ...evaluation, every: 2 },
    snapshots: [],
    checkpointEvery: 1,
  }) as const;

export const smallDomainJudge = (degrader: LearntDegradationRecipe): DomainJudgeRecipe =>
  judgeOf(degrader, { name: 'small-domain-judge', summary: 'for tests' });

export const smallDistance = (
  start: SuperResolutionRecipe,
  degrader: LearntDegradationRecipe,
  map: DomainDistanceRecipe['map'] = 'judged',
): DomainDistanceRecipe => ({
  ...shared(start, degrader),
  task: 'domain-distance',
  name: `small-distance-${map}`,
  network: start.network,
  start: start.name,
  degrader: degrader.name,
  map,
  domainJudge: smallDomainJudge(degrader).name,
  discriminator: {
    network: { kind: 'frequency-judge', bands: 'haar', width: 16, seed: 4 },
    learningRate: { kind: 'cosine', from: 1e-3 },
  },
  losses:
    map === 'judged'
      ? { pixels: 1, low: 0.5, adversarial: 0.05, perceptual: 0.1 }
      : { pixels: 1, low: 0, adversarial: 0, perceptual: 0 },
  perceptual: { network: 'small-classes', layers: ['Conv2_2'] },
  seed: 14,
});

export const smallPair = (
  start: SuperResolutionRecipe,
  degrader: LearntDegradationRecipe,
): CollaborativeRecipe => ({
  ...shared(start, degrader),
  task: 'collaborative',
  name: 'small-pair',
  network: {
    ...(start.network as Extract<SuperResolutionRecipe['network'], { kind: 'srresnet' }>),
    kind: 'sr-mean',
  },
  start: start.name,
  degraders: [degrader.name, 'small-plain-degrader'],
  losses: { pixels: 1, agreement: 0.1, target: 1 },
  seed: 15,
});
