import type { GuidedRrdbOptions } from '../../networks/architectures/guided-rrdb/network';
import type { Profile } from '../../training/recipe';
import type { SuperResolutionRecipe } from './method';
import { photographs, testPhotographs } from '../../training/data/sets';
import { srganWgrShort } from '../gan/srgan';

/** What a blind network meets: each degradation alone, and both. */
const degraded = ['clean', 'blur1', 'blur2', 'noise10', 'noise20', 'blur1+noise10', 'blur2+noise20'];

/** One of the three networks of Sec. 5 (Fig. 10-11, Tab. 2), which differ in their data and their guidance alone. */
interface RrdbVariant {
  readonly name: string;
  readonly summary: string;
  readonly degradations?: readonly string[];
  readonly guided?: boolean;
}

function rrdb(profile: Profile, { name, summary, degradations, guided }: RrdbVariant): SuperResolutionRecipe {
  const paper = profile === 'paper';
  const generator = srganWgrShort(profile);
  return {
    name,
    summary,
    profile,
    task: 'super-resolution',
    network: {
      kind: 'guided-rrdb',
      ...(paper ? { channels: 64, growth: 32, blocks: 23 } : { channels: 32, growth: 16, blocks: 4 }),
      scale: 3,
      seed: 1,
      ...(guided ? { guide: guideOf(generator.network) } : {}),
    },
    data: photographs(profile, degradations),
    patch: paper ? 32 : 24,
    batch: paper ? 16 : 8,
    iterations: paper ? 600_000 : 2048,
    learningRate: paper
      ? { kind: 'steps', from: 2e-4, halveAt: [100_000, 300_000, 500_000] }
      : { kind: 'cosine', from: 8e-4 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    ...(guided ? { guide: generator.name } : {}),
    seed: 1,
    evaluation: testPhotographs(paper ? 5000 : 256, ['clean', 'blur2', 'noise20', 'blur2+noise20']),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}

/** The guide's size is that of the generator that it is loaded from. */
function guideOf(network: ReturnType<typeof srganWgrShort>['network']): GuidedRrdbOptions['guide'] {
  if (network.kind !== 'srresnet') throw new Error(`A guide is an SRResNet, not ${network.kind}.`);
  const { channels, blocks } = network;
  return { network: { channels, blocks } };
}

export const rrdbClean = (profile: Profile): SuperResolutionRecipe =>
  rrdb(profile, { name: 'rrdb-clean', summary: 'RRDB network, trained on clean photographs' });

export const rrdbDegraded = (profile: Profile): SuperResolutionRecipe =>
  rrdb(profile, {
    name: 'rrdb-degraded',
    summary: 'RRDB network, trained on clean and degraded photographs',
    degradations: degraded,
  });

export const rrdbGuided = (profile: Profile): SuperResolutionRecipe =>
  rrdb(profile, {
    name: 'rrdb-guided',
    summary:
      "RRDB network guided by SRGAN's deep degradation representations, on clean and degraded photographs",
    degradations: degraded,
    guided: true,
  });
