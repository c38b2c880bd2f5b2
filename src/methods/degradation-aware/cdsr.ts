import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import { contrastOf, degradations } from './dasr';
import type { DegradationAwareRecipe } from './method';

/**
 * CDSR: an encoder of pixels and patches whose codes are shared by all images, contrasted from the first iteration (no stage before), and features that look at the representation before kernels are made of it. The
 * published trunk has RRDBs; here it is DASR's. Positives are those of another image, which CDSR's Tab. 1 found best.
 */
export function cdsr(profile: Profile): DegradationAwareRecipe {
  const paper = profile === 'paper';
  const encoder = paper ? { width: 64, codes: 1024 } : { width: 16, codes: 128, centred: true };
  return {
    name: 'cdsr',
    summary: 'CDSR: an encoder of content and degradation with shared codes, which the features look at',
    profile,
    task: 'degradation-aware',
    network: {
      kind: 'degradation-aware',
      ...(paper ? {} : { channels: 32, groups: 2, blocks: 3, globalResidual: true }),
      encoder,
      fusion: 'query',
      seed: 9,
    },
    data: photographs(profile),
    // Twelve, the side of the encoder's patches, divides it.
    patch: paper ? 48 : 36,
    model: degradations(profile),
    positives: 'degradation',
    contrast: { ...contrastOf(profile), weight: 1 / 255, encoder: { ...encoder } },
    batch: paper ? 32 : 8,
    iterations: paper ? 582_000 : 1024,
    learningRate: paper
      ? { kind: 'steps', from: 1e-4, halveAt: [145_500, 291_000, 436_500] }
      : { kind: 'cosine', from: 6e-4 },
    adam: { beta1: 0.9, beta2: 0.999 },
    seed: 10,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}
