import { photographs, testPhotographs } from '../../training/data/sets';
import type { PairData, Profile } from '../../training/recipe';
import type { RestorationRecipe } from './method';

/** What one deraining network differs from the others in. */
export interface DerainVariant {
  /** How many backgrounds there are; default all 400. */
  readonly backgrounds?: number;
  /** The range of rain; default `medium`. `narrow` is `small`, `wide` is `random`, as published. */
  readonly rain?: 'medium' | 'narrow' | 'wide';
  /** Drawn scenes that are all plain or all full of small things, in place of photographs. */
  readonly scenes?: 'simple' | 'busy';
  /** Four times as many iterations; default false. */
  readonly long?: boolean;
  /** Of weights and batches; default 1. */
  readonly seed?: number;
  /** Default `srresnet`. */
  readonly network?: 'srresnet' | 'unet';
}

const ranges = { medium: 'medium', narrow: 'small', wide: 'random' } as const;

/** Moments of a training that are kept. */
const moments = [160, 320, 640, 1280, 2560] as const;

/** The networks by name, each small and as published. */
const networks = {
  srresnet: {
    compact: { kind: 'srresnet', channels: 16, blocks: 6, scale: 1 },
    paper: { kind: 'srresnet', channels: 64, blocks: 16, scale: 1 },
  },
  unet: {
    compact: { kind: 'unet', channels: 16, levels: 3, blocks: 1, widening: 1 },
    paper: { kind: 'unet', channels: 64, levels: 3, blocks: 2, widening: 2 },
  },
} as const;

/** What networks are measured on besides the rain that they have seen: the second generator. */
const UNSEEN = 'rain-streaks';

/**
 * A deraining network (Gu et al. 2023). Backgrounds, rain, network and seed are the only differences between these recipes: as many
 * iterations, the same batches. The compact network is the body of SRResNet with 16 channels and 6 blocks, or a U-Net of 16 channels
 * at three sizes.
 */
function derain(profile: Profile, variant: DerainVariant = {}): RestorationRecipe {
  const {
    backgrounds = 400,
    rain = 'medium',
    scenes,
    long = false,
    seed = 1,
    network = 'srresnet',
  } = variant;
  const paper = profile === 'paper';
  const words = [
    scenes ?? String(backgrounds),
    rain === 'medium' ? '' : rain,
    long ? 'long' : '',
    network === 'srresnet' ? '' : network,
    seed === 1 ? '' : `seed${seed}`,
  ];
  const preset = `rain-${ranges[rain]}${paper ? '' : '-half'}`;
  const how = `${long ? ', four times as long' : ''}${network === 'unet' ? ', by a U-Net' : ''}`;
  const many = scenes ? `${backgrounds} ${scenes} drawn backgrounds` : `${backgrounds} backgrounds`;
  return {
    name: ['derain', ...words.filter((word) => word !== '')].join('-'),
    summary: `Deraining on ${many}, ${rain} rain${how}${seed === 1 ? '' : `, seed ${seed}`}`,
    profile,
    task: 'restoration',
    network: { ...networks[network][profile], seed },
    data: { ...backgroundsOf(profile, backgrounds, scenes), degradations: [preset], clean: 0.1 },
    patch: paper ? 128 : 48,
    batch: paper ? 16 : 4,
    iterations: (paper ? 120_000 : 5120) * (long ? 4 : 1),
    learningRate: paper ? { kind: 'cosine', from: 2e-4 } : { kind: 'cosine', from: 5e-4, to: 2.5e-5 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed,
    evaluation: testPhotographs(paper ? 5000 : 640, [preset, UNSEEN]),
    snapshots: seed === 2 && rain === 'medium' && [4, 400].includes(backgrounds) ? moments : [],
    checkpointEvery: paper ? 1000 : 320,
  };
}

function backgroundsOf(profile: Profile, count: number, scenes?: 'simple' | 'busy'): PairData {
  if (scenes) {
    const set = { set: `scenes/${scenes}`, count, size: 320, seed: 1000 };
    return { train: set, fallback: set };
  }
  const { train, fallback } = photographs(profile);
  return { train: { ...train, count }, fallback: { ...fallback, count } };
}

/** The networks that notebook D1 compares. */
const variants: readonly DerainVariant[] = [
  { backgrounds: 4 },
  {},
  { rain: 'wide' },
  { rain: 'narrow' },
  { backgrounds: 64 },
  { backgrounds: 16 },
  { backgrounds: 64, scenes: 'simple' },
  { backgrounds: 64, scenes: 'busy' },
  { backgrounds: 64, rain: 'wide' },
  { backgrounds: 64, rain: 'narrow' },
];

/** Every deraining recipe of D1: of the first seed, of a second, the one that is trained longer, and the one with another network. */
export const derainRecipes: readonly ((profile: Profile) => RestorationRecipe)[] = [
  ...variants,
  // Narrow rain is looked at in a figure alone.
  ...variants.filter(({ rain }) => rain !== 'narrow').map((variant) => ({ ...variant, seed: 2 })),
  { long: true },
  { network: 'unet' } as const,
].map((variant) => (profile: Profile) => derain(profile, variant));

/** A recipe of the same network for another degradation. */
function restore(
  profile: Profile,
  { name, summary, degradations }: Pick<RestorationRecipe, 'name' | 'summary'> & { degradations: string[] },
): RestorationRecipe {
  const like = derain(profile);
  return {
    ...like,
    name,
    summary,
    data: { ...photographs(profile), degradations },
    iterations: profile === 'paper' ? like.iterations : 2560,
    evaluation: { ...like.evaluation, degradations },
  };
}

/** Denoising of Gaussian noise of several strengths by one network (blind). */
export const denoise = (profile: Profile): RestorationRecipe =>
  restore(profile, {
    name: 'denoise',
    summary: 'Denoising of Gaussian noise of sigma 10 to 30 by one network',
    degradations: ['noise10', 'noise20', 'noise30'],
  });

/** Deblurring of Gaussian blur of several widths by one network (blind). */
export const deblur = (profile: Profile): RestorationRecipe =>
  restore(profile, {
    name: 'deblur',
    summary: 'Deblurring of Gaussian blur of sigma 1 to 3 by one network',
    degradations: ['blur1', 'blur2', 'blur3'],
  });
