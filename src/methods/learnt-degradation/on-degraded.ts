import { networkName } from '../../networks/network-name';
import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { SuperResolutionRecipe } from '../pixel/method';
import { srresnetWgr } from '../pixel/srresnet';

/**
 * Super-resolution on what a finished degrader makes of clean images, from SRResNet-wGR. By pixel loss: DSGAN's (Fritsche et al. 2019) and FCA's are ESRGANs, whose perceptual and adversarial losses are other questions;
 * PDM's baseline (Luo et al. 2022) has this loss.
 *
 * @param degrader the recipe of the network that degrades.
 */
export function onDegraded(profile: Profile, degrader: 'dsgan' | 'fca' | 'pdm'): SuperResolutionRecipe {
  const clean = srresnetWgr(profile);
  const paper = profile === 'paper';
  return {
    name: `${degrader}-sr`,
    summary: `Super-resolution of what ${networkName(degrader)}'s degrader makes of clean images`,
    profile,
    task: 'super-resolution',
    network: clean.network,
    data: photographs(profile, [`model:${degrader}`]),
    patch: paper ? 32 : 16,
    batch: paper ? 16 : 8,
    iterations: paper ? 100_000 : 2048,
    learningRate: { kind: 'cosine', from: 2e-4 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    start: 'srresnet-wgr',
    seed: 1,
    evaluation: testPhotographs(paper ? 5000 : 512, ['clean', 'blur0.6+noise8']),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}
