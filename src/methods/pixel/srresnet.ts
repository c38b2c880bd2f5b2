import type { Profile } from '../../training/recipe';
import type { SuperResolutionRecipe } from './method';
import { photographs, testPhotographs } from '../../training/data/sets';

/** Iterations at which the training evolution is looked at (paper Fig. 8): powers of two, and the start. */
const snapshots = [0, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/** How far the training of the pair has come: 8,192, 32,768 and 65,536 iterations in the compact profile. */
type Leg = 'short' | 'whole' | 'longer';

/**
 * SRResNet on clean bicubic LR alone, L1, Adam. With and without global residual the initial weights, the patches
 * and all else are the same.
 *
 * The compact profile trains in three legs, each from the weights of the one before: patches of 24, then smaller ones
 * (their iterations take less than half the time), twice from a learning rate of 4e-4 on. Clean and noisy images part late;
 * docs/training.md has how far, and each leg's weights are kept.
 */
function srresnet(profile: Profile, globalResidual: boolean, leg: Leg = 'whole'): SuperResolutionRecipe {
  const name = globalResidual ? 'srresnet-wgr' : 'srresnet-wogr';
  const common = {
    name: leg === 'whole' ? name : `${name}-${leg}`,
    summary: `SRResNet ${globalResidual ? 'with' : 'without'} global residual, trained on clean photographs${PARTS[leg]}`,
    profile,
    task: 'super-resolution',
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
  } as const;
  if (profile === 'paper') {
    const part = { short: 1 / 8, whole: 1, longer: 2 }[leg];
    return {
      ...common,
      seed: 1,
      network: { kind: 'srresnet', channels: 64, blocks: 16, scale: 4, globalResidual, seed: 1 },
      data: photographs(profile),
      patch: 32,
      batch: 16,
      iterations: 600_000 * part,
      learningRate: {
        kind: 'steps',
        from: 2e-4,
        halveAt: [100_000, 300_000, 500_000, 600_000].map((iteration) => iteration * part),
      },
      evaluation: testPhotographs(5000),
      snapshots:
        leg === 'whole' ? [...snapshots, 8192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288] : [],
      checkpointEvery: 1000,
    };
  }
  const compact = {
    ...common,
    // With the published gain of 0.1 the network without global residual starts so near zero that the first
    // thousand iterations pass in shades of grey; 0.41 serves both.
    network: {
      kind: 'srresnet',
      channels: 32,
      blocks: 16,
      scale: 4,
      globalResidual,
      outerGain: 0.41,
      seed: 1,
    },
    data: photographs(profile),
    batch: 8,
    checkpointEvery: 256,
  } as const;
  if (leg === 'short') {
    return {
      ...compact,
      seed: 1,
      patch: 24,
      iterations: 8192,
      learningRate: { kind: 'cosine', from: 8e-4 },
      evaluation: testPhotographs(256),
      snapshots,
    };
  }
  const onward = {
    ...compact,
    patch: 16,
    learningRate: { kind: 'cosine', from: 4e-4 },
    evaluation: testPhotographs(1024),
  } as const;
  return leg === 'whole'
    ? {
        ...onward,
        start: `${name}-short`,
        seed: 11,
        iterations: 24_576,
        snapshots: [2048, 4096, 8192, 16_384],
      }
    : { ...onward, start: name, seed: 12, iterations: 32_768, snapshots: [4096, 16_384] };
}

const PARTS = { short: ', for a short time', whole: '', longer: ', for longer' } as const;

export const srresnetWgr = (profile: Profile): SuperResolutionRecipe => srresnet(profile, true);
export const srresnetWogr = (profile: Profile): SuperResolutionRecipe => srresnet(profile, false);
export const srresnetWgrShort = (profile: Profile): SuperResolutionRecipe => srresnet(profile, true, 'short');
export const srresnetWogrShort = (profile: Profile): SuperResolutionRecipe =>
  srresnet(profile, false, 'short');
export const srresnetWgrLonger = (profile: Profile): SuperResolutionRecipe =>
  srresnet(profile, true, 'longer');
export const srresnetWogrLonger = (profile: Profile): SuperResolutionRecipe =>
  srresnet(profile, false, 'longer');

/**
 * The same pair as it comes out where there are no photographs: trained on scenes alone (compact: for a quarter of
 * the iterations).
 */
function onScenes(profile: Profile, globalResidual: boolean): SuperResolutionRecipe {
  const recipe = srresnet(profile, globalResidual, profile === 'paper' ? 'whole' : 'short');
  const { fallback } = recipe.data;
  return {
    ...recipe,
    name: globalResidual ? 'srresnet-wgr-scenes' : 'srresnet-wogr-scenes',
    summary: `SRResNet ${globalResidual ? 'with' : 'without'} global residual, trained on drawn scenes`,
    data: { train: fallback, fallback },
    iterations: profile === 'paper' ? recipe.iterations : recipe.iterations / 4,
    evaluation: { ...recipe.evaluation, set: recipe.evaluation.fallback },
    snapshots: [],
  };
}

export const srresnetWgrScenes = (profile: Profile): SuperResolutionRecipe => onScenes(profile, true);
export const srresnetWogrScenes = (profile: Profile): SuperResolutionRecipe => onScenes(profile, false);
