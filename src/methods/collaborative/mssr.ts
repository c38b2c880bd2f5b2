import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import { targetDomain } from '../learnt-degradation/target';
import { srresnetWgr } from '../pixel/srresnet';
import type { CollaborativeRecipe } from './method';

/**
 * MSSR's pair (Lee et al. 2022): each network on the LR images of one of two degraders. The published ones are RRDBs that begin as a trained one and learn slowly; here SRResNets.
 */
export function mssr(profile: Profile): CollaborativeRecipe {
  const paper = profile === 'paper';
  const start = srresnetWgr(profile);
  const { network } = start;
  if (network.kind !== 'srresnet') throw new Error('The pair is of SRResNets.');
  return {
    name: 'mssr',
    summary:
      "MSSR: the mean of two networks, each trained on what one of two degraders makes, that agree on the other's and on true LR images",
    profile,
    task: 'collaborative',
    network: { ...network, kind: 'sr-mean' },
    start: start.name,
    data: photographs(profile),
    target: targetDomain,
    degraders: ['mssr-degrader-1', 'mssr-degrader-2'],
    patch: paper ? 32 : 16,
    batch: paper ? 16 : 4,
    iterations: paper ? 100_000 : 768,
    learningRate: { kind: 'cosine', from: paper ? 1e-5 : 2e-4 },
    adam: paper ? { beta1: 0.5, beta2: 0.999 } : { beta1: 0.9, beta2: 0.99 },
    losses: { pixels: 1, agreement: 0.01, target: 1 },
    seed: 16,
    evaluation: testPhotographs(paper ? 5000 : 256, ['clean', 'blur0.6+noise8']),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 128,
  };
}
