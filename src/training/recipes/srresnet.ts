import type { Profile, SuperResolutionRecipe } from '../recipe';
import { photographs, testPhotographs } from './photographs';

/** Iterations at which the training evolution is looked at (paper Fig. 8): powers of two, and the start. */
const snapshots = [0, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/**
 * SRResNet on clean bicubic LR alone, L1, Adam. With and without global residual the initial weights, the patches
 * and all else are the same.
 */
function srresnet(profile: Profile, globalResidual: boolean): SuperResolutionRecipe {
  const common = {
    name: globalResidual ? 'srresnet-wgr' : 'srresnet-wogr',
    summary: `SRResNet ${globalResidual ? 'with' : 'without'} global residual, trained on clean photographs`,
    profile,
    task: 'super-resolution',
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed: 1,
  } as const;
  if (profile === 'paper') {
    return {
      ...common,
      network: { kind: 'srresnet', channels: 64, blocks: 16, scale: 4, globalResidual, seed: 1 },
      data: photographs(profile),
      patch: 32,
      batch: 16,
      iterations: 600_000,
      learningRate: { kind: 'steps', from: 2e-4, halveAt: [100_000, 300_000, 500_000, 600_000] },
      evaluation: testPhotographs(5000),
      snapshots: [...snapshots, 8192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288],
      checkpointEvery: 1000,
    };
  }
  return {
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
    patch: 24,
    batch: 8,
    iterations: 8192,
    learningRate: { kind: 'cosine', from: 8e-4 },
    evaluation: testPhotographs(256),
    snapshots,
    checkpointEvery: 256,
  };
}

export const srresnetWgr = (profile: Profile): SuperResolutionRecipe => srresnet(profile, true);
export const srresnetWogr = (profile: Profile): SuperResolutionRecipe => srresnet(profile, false);

/**
 * The same pair trained on, with small patches (their iterations take less than half the time): clean and noisy images part
 * late. docs/training.md has how far.
 */
function long(profile: Profile, globalResidual: boolean): SuperResolutionRecipe {
  const recipe = srresnet(profile, globalResidual);
  const { name, summary, evaluation } = recipe;
  const own = { ...recipe, name: `${name}-long`, summary: `${summary}, for longer`, start: name, seed: 11 };
  if (profile === 'paper') return { ...own, learningRate: { kind: 'cosine', from: 1e-4 }, snapshots: [] };
  return {
    ...own,
    patch: 16,
    iterations: 24_576,
    learningRate: { kind: 'cosine', from: 4e-4 },
    evaluation: { ...evaluation, every: 1024 },
    snapshots: [2048, 4096, 8192, 16_384],
  };
}

export const srresnetWgrLong = (profile: Profile): SuperResolutionRecipe => long(profile, true);
export const srresnetWogrLong = (profile: Profile): SuperResolutionRecipe => long(profile, false);

/**
 * The same pair as it comes out where there are no photographs: trained on scenes alone (compact: for a quarter of
 * the iterations).
 */
function onScenes(profile: Profile, globalResidual: boolean): SuperResolutionRecipe {
  const recipe = srresnet(profile, globalResidual);
  const { fallback } = recipe.data;
  return {
    ...recipe,
    name: `${recipe.name}-scenes`,
    summary: `SRResNet ${globalResidual ? 'with' : 'without'} global residual, trained on drawn scenes`,
    data: { train: fallback, fallback },
    iterations: profile === 'paper' ? recipe.iterations : recipe.iterations / 4,
    evaluation: { ...recipe.evaluation, set: recipe.evaluation.fallback },
    snapshots: [],
  };
}

export const srresnetWgrScenes = (profile: Profile): SuperResolutionRecipe => onScenes(profile, true);
export const srresnetWogrScenes = (profile: Profile): SuperResolutionRecipe => onScenes(profile, false);
