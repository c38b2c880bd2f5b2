import type { GanRecipe, Profile } from '../recipe';
import { photographs, testPhotographs } from './photographs';
import { srresnetWgr, srresnetWogr } from './srresnet';

/** As BasicSR weighs them. With a heavier verdict the colours drifted. */
const weights = { l1: 0.01, adversarial: 0.005, perceptual: 1 } as const;

/** How the compact profile trains; what is not given is as for `srgan-wgr`. */
interface Compact {
  readonly iterations?: number;
  /** LR pixels. */
  readonly patch?: number;
  /** At the start: the generator's and the discriminator's. */
  readonly learningRates?: readonly [number, number];
  /** Of the classifier, for the perceptual loss. */
  readonly layers?: readonly string[];
}

/** Which of the SRGANs, and what it is trained on besides clean images. */
interface SrganVariant {
  readonly name: string;
  readonly summary: string;
  readonly globalResidual: boolean;
  /** Presets drawn for the LR patches; default clean alone. */
  readonly degradations?: readonly string[];
  readonly compact?: Compact;
  /** Weight of the discriminator's verdict; default 0.005. */
  readonly adversarial?: number;
  /** Presets that PSNR is measured on; default clean alone. */
  readonly measured?: readonly string[];
}

/**
 * The generator is SRResNet and begins as the trained one. Losses as BasicSR weighs them, but for the perceptual
 * one: VGG's weights are not at hand, so that the features are those of the classifier trained here.
 */
function srgan(profile: Profile, variant: SrganVariant): GanRecipe {
  const start = (variant.globalResidual ? srresnetWgr : srresnetWogr)(profile);
  const {
    iterations = 4096,
    patch = 24,
    learningRates = [2e-4, 1e-4],
    layers = ['Conv2_2', 'Conv3_2'],
  } = (profile === 'compact' && variant.compact) || {};
  const losses = { ...weights, adversarial: variant.adversarial ?? weights.adversarial };
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
  const [learningRate, discriminatorRate] = learningRates.map((from) => ({ kind: 'cosine', from }) as const);
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

export const srganWgr = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr',
    summary: 'SRGAN with global residual, trained on clean photographs',
    globalResidual: true,
  });

/**
 * Without global residual the clusters must first form: what was tried is in docs/training.md. Deeper layers of the
 * classifier leave more of the texture open, and small patches make the iterations short.
 */
const withoutResidual: Compact = {
  iterations: 6144,
  patch: 16,
  learningRates: [7e-4, 1e-4],
  layers: ['Conv3_2', 'Conv4_2'],
};

export const srganWogr = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wogr',
    summary: 'SRGAN without global residual, trained on clean photographs',
    globalResidual: false,
    compact: withoutResidual,
  });

/** The same with a discriminator whose verdict has no weight: what the perceptual loss alone does. */
export const srganWogrControl = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wogr-control',
    summary: 'SRGAN without global residual, trained without the verdict of its discriminator',
    globalResidual: false,
    compact: withoutResidual,
    adversarial: 0,
  });

/** Enough for the network with global residual, whose clusters grow within the first hundreds of iterations. */
const compact: Compact = { iterations: 1024 };

/** Strengths seen in training; those that the analysis looks at are among them. */
const noises = ['noise10', 'noise20', 'noise30'];
const blurs = ['blur1', 'blur2', 'blur4'];

/** SRGAN-wGR on clean and noisy images (Sec. 4.6, Fig. 9). */
export const srganWgrNoise = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-noise',
    summary: 'SRGAN with global residual, trained on clean and noisy photographs',
    globalResidual: true,
    compact,
    degradations: ['clean', ...noises],
    measured: ['clean', 'noise20'],
  });

/** SRGAN-wGR on clean and blurred images (Sec. 4.6, Fig. 9). */
export const srganWgrBlur = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-blur',
    summary: 'SRGAN with global residual, trained on clean and blurred photographs',
    globalResidual: true,
    compact,
    degradations: ['clean', ...blurs],
    measured: ['clean', 'blur2'],
  });

/** SRGAN-wGR on clean, noisy and blurred images (Sec. 4.6, Fig. 9). */
export const srganWgrNoiseBlur = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-noise-blur',
    summary: 'SRGAN with global residual, trained on clean, noisy and blurred photographs',
    globalResidual: true,
    compact,
    degradations: ['clean', ...noises, ...blurs],
    measured: ['clean', 'noise20', 'blur2'],
  });
