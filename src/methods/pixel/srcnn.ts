import type { Profile } from '../../training/recipe';
import type { SuperResolutionRecipe } from './method';
import { photographs, testPhotographs } from '../../training/data/sets';

/** Depths that the paper compares (A.7, Tab. 4, Fig. 14). */
export const srcnnDepths = [3, 5, 7, 9, 11, 13] as const;

/**
 * SRCNN of a given number of convolutions, on clean bicubic LR. Depth and global residual are the only differences
 * between its twelve recipes.
 */
export function srcnn(profile: Profile, layers: number, globalResidual: boolean): SuperResolutionRecipe {
  const common = {
    name: `srcnn-${layers}-${globalResidual ? 'wgr' : 'wogr'}`,
    summary: `SRCNN of ${layers} layers ${globalResidual ? 'with' : 'without'} global residual`,
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
      network: { kind: 'srcnn', layers, channels: 64, scale: 4, globalResidual, seed: 1 },
      patch: 32,
      batch: 16,
      iterations: 600_000,
      learningRate: { kind: 'steps', from: 2e-4, halveAt: [100_000, 300_000, 500_000] },
      evaluation: testPhotographs(5000),
      checkpointEvery: 1000,
    };
  }
  return {
    ...common,
    network: { kind: 'srcnn', layers, channels: 32, scale: 4, globalResidual, seed: 1 },
    // All its convolutions work at the size of the output, so that patches are smaller here than elsewhere.
    patch: 16,
    batch: 8,
    iterations: 2048,
    learningRate: { kind: 'cosine', from: 3e-4 },
    evaluation: testPhotographs(512),
    checkpointEvery: 256,
  };
}
