import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import { targetDomain } from '../learnt-degradation/target';
import type { FeatureAlignmentRecipe } from './method';

/** The published weights (as in the unofficial code that is public). */
const published = { align: 0.01, rec: 1, res: 1, sty: 0.01, idt: 0.01, cyc: 1 } as const;

/**
 * USR-DA (Wang et al., ICCV 2021). Ours, in both profiles: noise of a level that is estimated is added to decoded images; `idt` and `cyc` do not teach the decoder; the judge of images is the one on high frequencies; no judge on HR; Adam without amsgrad.
 *
 * The compact profile begins with SRResNet-wGR and keeps its global residual, by which an image's own noise goes past the features; the published network has none. Its settings come of short pilots, on a hundred
 * training photographs that these did not learn from, and were not tried as they are: begun with SRResNet-woGR, 160 iterations of 4 patches gave 0.4 dB on the target and cost 0.65 dB on clean images, and CHI of
 * the domains at the encoder fell from 5.7 to 1.9 (`align` 0.03) and 2.2 (0.3).
 *
 * @param align `false`: the same without the judge on features, as a control.
 */
export function usrDa(profile: Profile, { align = true } = {}): FeatureAlignmentRecipe {
  const paper = profile === 'paper';
  const weights = paper ? published : { align: 0.1, rec: 0.3, res: 1, sty: 0.05, idt: 0.3, cyc: 1 };
  const common = {
    name: align ? 'usr-da' : 'usr-da-unaligned',
    summary: `USR-DA: super-resolution carried over to a degraded domain${align ? '' : ', without alignment of features'}`,
    profile,
    task: 'feature-alignment',
    data: photographs(profile),
    target: targetDomain,
    losses: align ? weights : { ...weights, align: 0 },
    noiseFrom: 32,
    seed: 1,
    snapshots: [],
  } as const;
  if (paper) {
    return {
      ...common,
      network: { kind: 'feature-aligned', seed: 1 },
      decoder: { seed: 2, learningRate: { kind: 'cosine', from: 1e-4 } },
      lead: 0,
      judges: {
        features: { seed: 3 },
        images: { kind: 'frequency-judge', width: 64, seed: 4 },
        learningRate: { kind: 'cosine', from: 1e-4 },
      },
      patch: 32,
      batch: 8,
      iterations: 300_000,
      learningRate: { kind: 'cosine', from: 1e-4 },
      adam: { beta1: 0.9, beta2: 0.999 },
      evaluation: testPhotographs(5000, ['clean', 'blur0.6+noise8']),
      checkpointEvery: 1000,
    };
  }
  return {
    ...common,
    network: {
      kind: 'feature-aligned',
      channels: 32,
      trunk: 'residual',
      blocks: 14,
      globalResidual: true,
      seed: 1,
    },
    start: 'srresnet-wgr',
    decoder: {
      trunk: 'residual',
      blocks: 4,
      seed: 2,
      learningRate: { kind: 'cosine', from: 1e-3 },
    },
    lead: 128,
    judges: {
      features: { width: 32, stages: 2, detail: 8, seed: 3 },
      images: { kind: 'frequency-judge', width: 16, seed: 4 },
      learningRate: { kind: 'cosine', from: 2e-3 },
    },
    patch: 16,
    batch: 8,
    iterations: 1024,
    learningRate: { kind: 'cosine', from: 2e-4 },
    adam: { beta1: 0.5, beta2: 0.999 },
    evaluation: testPhotographs(256, ['clean', 'blur0.6+noise8']),
    checkpointEvery: 128,
  };
}
