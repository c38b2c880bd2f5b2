import { testPhotographs, photographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { SuperResolutionRecipe } from './method';

/**
 * SwinIR (Liang et al. 2021) on clean bicubic LR alone, L1, Adam. Its global residual is the only difference between its two recipes; as published it has none. The compact profile's network is
 * smaller (32 channels, two blocks a group) and gets its input scaled, without which its attention learns nothing in so short a time.
 */
function swinir(profile: Profile, globalResidual: boolean): SuperResolutionRecipe {
  const common = {
    name: `swinir-${globalResidual ? 'wgr' : 'wogr'}`,
    summary: `SwinIR ${globalResidual ? 'with' : 'without'} global residual`,
    profile,
    task: 'super-resolution',
    data: photographs(profile),
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed: 1,
    snapshots: [],
  } as const;
  if (profile === 'paper') {
    return {
      ...common,
      // The light network.
      network: { kind: 'swinir', scale: 4, globalResidual, seed: 1 },
      patch: 64,
      batch: 32,
      iterations: 500_000,
      learningRate: { kind: 'steps', from: 2e-4, halveAt: [250_000, 400_000, 450_000, 475_000] },
      evaluation: testPhotographs(5000),
      checkpointEvery: 1000,
    };
  }
  return {
    ...common,
    network: {
      kind: 'swinir',
      channels: 32,
      depths: [2, 2, 2, 2],
      heads: 2,
      scale: 4,
      globalResidual,
      input: 'scaled',
      seed: 1,
    },
    patch: 16,
    batch: 8,
    iterations: 12_288,
    learningRate: { kind: 'cosine', from: 5e-4, to: 2e-5 },
    evaluation: testPhotographs(1024),
    checkpointEvery: 256,
  };
}

export const swinirWgr = (profile: Profile): SuperResolutionRecipe => swinir(profile, true);
export const swinirWogr = (profile: Profile): SuperResolutionRecipe => swinir(profile, false);
