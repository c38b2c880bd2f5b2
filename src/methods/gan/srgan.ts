import type { Profile } from '../../training/recipe';
import type { GanRecipe } from './method';
import type { SuperResolutionRecipe } from '../pixel/method';
import { photographs, testPhotographs } from '../../training/data/sets';
import { srresnetWgr, srresnetWgrShort, srresnetWogr, srresnetWogrShort } from '../pixel/srresnet';

/** As BasicSR weighs them. With a heavier verdict the colours drifted. */
const weights = { l1: 0.01, adversarial: 0.005, perceptual: 1 } as const;

/** How the compact profile trains. */
interface Compact {
  /** Which of the SRResNets it begins with. */
  readonly start: 'short' | 'whole';
  readonly iterations: number;
  /** LR pixels. */
  readonly patch: number;
  /** At the start: the generator's and the discriminator's. */
  readonly learningRates: readonly [number, number];
  /** Of the classifier, for the perceptual loss. */
  readonly layers: readonly string[];
}

/** Which of the SRGANs, and what it is trained on besides clean images. */
interface SrganVariant {
  readonly name: string;
  readonly summary: string;
  readonly globalResidual: boolean;
  readonly compact: Compact;
  /** Presets drawn for the LR patches; default clean alone. */
  readonly degradations?: readonly string[];
  /** Weights that differ from BasicSR's. */
  readonly losses?: Partial<GanRecipe['losses']>;
  /** Presets that PSNR is measured on; default clean alone. */
  readonly measured?: readonly string[];
}

/**
 * The generator is SRResNet and begins as the trained one. Losses as BasicSR weighs them, but for the perceptual
 * one: VGG's weights are not at hand, so that the features are those of the classifier trained here.
 */
function srgan(profile: Profile, variant: SrganVariant): GanRecipe {
  const { compact } = variant;
  const start = startOf(profile, variant);
  const { layers } = compact;
  const losses = { ...weights, ...variant.losses };
  const common = {
    name: variant.name,
    summary: variant.summary,
    profile,
    task: 'gan',
    network: start.network,
    data: photographs(profile, variant.degradations),
    start: start.name,
    adam: { beta1: 0.9, beta2: 0.99 },
    perceptual: { network: 'resnet18-perceptual', layers },
    seed: 2,
    snapshots: [],
  } as const;
  if (profile === 'paper') {
    const learningRate = {
      kind: 'steps',
      from: 1e-4,
      halveAt: [50_000, 100_000, 200_000, 300_000],
    } as const;
    return {
      ...common,
      patch: 32,
      batch: 16,
      iterations: 400_000,
      learningRate,
      discriminator: {
        network: { kind: 'discriminator', size: 128, width: 64, dense: 1024, seed: 2 },
        learningRate,
      },
      losses,
      average: 0,
      evaluation: testPhotographs(5000, variant.measured),
      checkpointEvery: 1000,
    };
  }
  const { patch, iterations } = compact;
  const [learningRate, discriminatorRate] = compact.learningRates.map(
    (from) => ({ kind: 'cosine', from }) as const,
  );
  return {
    ...common,
    patch,
    batch: 8,
    iterations,
    learningRate,
    discriminator: {
      network: { kind: 'discriminator', size: 4 * patch, width: 16, dense: 256, seed: 2 },
      learningRate: discriminatorRate,
    },
    losses,
    average: 0.995,
    evaluation: testPhotographs(256, variant.measured),
    checkpointEvery: 128,
  };
}

/** The SRResNet that an SRGAN begins with: of the same form, and in the paper's profile the whole training. */
function startOf(
  profile: Profile,
  { globalResidual, compact }: Pick<SrganVariant, 'globalResidual' | 'compact'>,
): SuperResolutionRecipe {
  if (profile === 'compact' && compact.start === 'short')
    return (globalResidual ? srresnetWgrShort : srresnetWogrShort)(profile);
  return (globalResidual ? srresnetWgr : srresnetWogr)(profile);
}

/**
 * For the six that are compared with each other. Without global residual the clusters must first form: what was tried is in
 * docs/training.md. Deeper layers of the classifier leave more of the texture open, and small patches make the
 * iterations short.
 */
const compared: Compact = {
  start: 'whole',
  iterations: 6144,
  patch: 16,
  learningRates: [7e-4, 1e-4],
  layers: ['Conv3_2', 'Conv4_2'],
};

/** What else an SRGAN's generator learns from besides pixels. */
const teachers = {
  both: { suffix: '', words: '', losses: {} },
  perceptual: { suffix: '-perceptual', words: ', without a discriminator', losses: { adversarial: 0 } },
  verdict: { suffix: '-verdict', words: ', without a perceptual loss', losses: { perceptual: 0 } },
} as const;

const comparedSrgan =
  (globalResidual: boolean, teacher: keyof typeof teachers) =>
  (profile: Profile): GanRecipe => {
    const { suffix, words, losses } = teachers[teacher];
    return srgan(profile, {
      name: `${globalResidual ? 'srgan-wgr' : 'srgan-wogr'}${suffix}`,
      summary: `SRGAN ${globalResidual ? 'with' : 'without'} global residual, trained on clean photographs${words}`,
      globalResidual,
      compact: compared,
      losses,
    });
  };

/** SRGAN, with and without global residual by one and the same recipe (Sec. 4.2, Fig. 6). */
export const srganWgr = comparedSrgan(true, 'both');
export const srganWogr = comparedSrgan(false, 'both');

/** What the perceptual loss alone does. */
export const srganWgrPerceptual = comparedSrgan(true, 'perceptual');
export const srganWogrPerceptual = comparedSrgan(false, 'perceptual');

/** What the discriminator's verdict alone does. */
export const srganWgrVerdict = comparedSrgan(true, 'verdict');
export const srganWogrVerdict = comparedSrgan(false, 'verdict');

/** Enough for the network with global residual, whose clusters grow within the first hundreds of iterations. */
const short: Compact = {
  start: 'short',
  iterations: 1024,
  patch: 24,
  learningRates: [2e-4, 1e-4],
  layers: ['Conv2_2', 'Conv3_2'],
};

/** What the SRGANs of Sec. 4.6 are compared with, and the guide of `rrdb-guided`: from the short SRResNet, as they are. */
export const srganWgrShort = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-short',
    summary: 'SRGAN with global residual, trained on clean photographs, for a short time',
    globalResidual: true,
    compact: { ...short, iterations: 4096 },
  });

/** Strengths seen in training; those that the analysis looks at are among them. */
const noises = ['noise10', 'noise20', 'noise30'];
const blurs = ['blur1', 'blur2', 'blur4'];

/** SRGAN-wGR on clean and noisy images (Sec. 4.6, Fig. 9). */
export const srganWgrNoise = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-noise',
    summary: 'SRGAN with global residual, trained on clean and noisy photographs',
    globalResidual: true,
    compact: short,
    degradations: ['clean', ...noises],
    measured: ['clean', 'noise20'],
  });

/** SRGAN-wGR on clean and blurred images (Sec. 4.6, Fig. 9). */
export const srganWgrBlur = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-blur',
    summary: 'SRGAN with global residual, trained on clean and blurred photographs',
    globalResidual: true,
    compact: short,
    degradations: ['clean', ...blurs],
    measured: ['clean', 'blur2'],
  });

/** SRGAN-wGR on clean, noisy and blurred images (Sec. 4.6, Fig. 9). */
export const srganWgrNoiseBlur = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-noise-blur',
    summary: 'SRGAN with global residual, trained on clean, noisy and blurred photographs',
    globalResidual: true,
    compact: short,
    degradations: ['clean', ...noises, ...blurs],
    measured: ['clean', 'noise20', 'blur2'],
  });
