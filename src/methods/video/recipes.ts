import type { AlignmentName } from '@ddr-lab/images/motion/align';
import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { VideoRecipe } from './method';

/** What one video network differs from the others in. */
export interface VideoVariant {
  readonly alignment: AlignmentName;
  /** Side of a window in LR pixels, or none: convolutions in the place of attention. Default 8. */
  readonly window?: number | 'none';
  /** Of weights and clips; default 1. */
  readonly seed?: number;
}

/**
 * A video transformer on clips that are aligned in one way (Shi et al. 2022). Alignment, window and seed are the only differences between these recipes: all see the same clips. The compact
 * network has 32 channels, two groups of two blocks and two heads, and looks nearby at first.
 */
function videoTransformer(profile: Profile, variant: VideoVariant): VideoRecipe {
  const { alignment, window = 8, seed = 1 } = variant;
  const paper = profile === 'paper';
  const words = [
    window === 'none' ? 'convolution' : '',
    alignment,
    window === 8 || window === 'none' ? '' : `w${window}`,
    seed === 1 ? '' : `seed${seed}`,
  ];
  const how = window === 'none' ? 'by convolutions' : `windows of ${window}`;
  return {
    name: ['video', ...words.filter((word) => word !== '')].join('-'),
    summary: `Video super-resolution, frames ${descriptions[alignment]}, ${how}${seed === 1 ? '' : `, seed ${seed}`}`,
    profile,
    task: 'video',
    network: { ...networkOf(profile, window), seed },
    data: photographs(profile),
    alignment,
    patchSide: 8,
    patch: paper ? 48 : 24,
    speeds: [0.25, 12],
    batch: paper ? 8 : 4,
    // With the low-pass filter of MATLAB's bicubic, networks of this size learn nothing from their neighbour frames in so few iterations.
    antialias: paper,
    iterations: paper ? 600_000 : 3072,
    learningRate: paper
      ? { kind: 'cosine', from: 2e-4 }
      : { kind: 'cosine', from: 2e-3, to: 2e-5, warmUp: 100 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}

function networkOf(profile: Profile, window: number | 'none'): VideoRecipe['network'] {
  const paper = profile === 'paper';
  if (window === 'none') {
    return {
      kind: 'video-convolution',
      ...(paper ? { channels: 64, blocks: 16 } : { channels: 32, blocks: 6 }),
    };
  }
  const size = paper
    ? { channels: 120, groups: 3, depth: 6, heads: 6 }
    : { channels: 32, groups: 2, depth: 2, heads: 2, locality: 1.5 };
  return { kind: 'video-transformer', ...size, window };
}

const descriptions: Readonly<Record<AlignmentName, string>> = {
  none: 'as they are',
  bilinear: 'warped bilinearly',
  nearest: 'warped to the nearest sample',
  patch: 'moved patch by patch',
  single: 'all the centre one',
};

/** The networks that notebook D2 compares. */
export const videoRecipes: readonly ((profile: Profile) => VideoRecipe)[] = [
  ...([
    { alignment: 'none' },
    { alignment: 'single' },
    { alignment: 'bilinear' },
    { alignment: 'patch' },
    { alignment: 'nearest' },
    { alignment: 'none', window: 4 },
    { alignment: 'bilinear', window: 4 },
    { alignment: 'none', window: 12 },
    { alignment: 'bilinear', window: 12 },
    { alignment: 'none', seed: 2 },
    { alignment: 'patch', seed: 2 },
    { alignment: 'none', window: 'none' },
    { alignment: 'patch', window: 'none' },
  ] satisfies readonly VideoVariant[]),
].map((variant) => (profile: Profile) => videoTransformer(profile, variant));
