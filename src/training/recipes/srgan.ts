import type { GanRecipe, Profile } from '../recipe';
import { photographs, testPhotographs } from './photographs';
import { srresnetWgr, srresnetWogr } from './srresnet';

/** As BasicSR weighs them. With a heavier verdict the colours drifted, and no clusters had formed by 450 iterations. */
const losses = { l1: 0.01, adversarial: 0.005, perceptual: 1 } as const;

/** Which of the SRGANs, and what it is trained on besides clean images. */
interface SrganVariant {
  readonly name: string;
  readonly summary: string;
  readonly globalResidual: boolean;
  /** Presets drawn for the LR patches; default clean alone. */
  readonly degradations?: readonly string[];
  /** Of the compact profile. */
  readonly iterations?: number;
  /** Presets that PSNR is measured on; default clean alone. */
  readonly measured?: readonly string[];
}

/**
 * The generator is SRResNet and begins as the trained one. Losses as BasicSR weighs them, but for the perceptual
 * one: VGG's weights are not at hand, so that the features are those of the classifier trained here.
 */
function srgan(profile: Profile, variant: SrganVariant): GanRecipe {
  const start = (variant.globalResidual ? srresnetWgr : srresnetWogr)(profile);
  const common = {
    name: variant.name,
    summary: variant.summary,
    profile,
    task: 'gan',
    network: start.network,
    data: photographs(profile, variant.degradations),
    start: start.name,
    adam: { beta1: 0.9, beta2: 0.99 },
    perceptual: { network: 'resnet18-perceptual', layers: ['Conv2_2', 'Conv3_2'] },
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
  return {
    ...common,
    patch: 24,
    batch: 8,
    iterations: variant.iterations ?? 4096,
    learningRate: { kind: 'cosine', from: 2e-4 },
    discriminator: {
      network: { kind: 'discriminator', size: 96, width: 16, dense: 256, seed: 2 },
      learningRate: { kind: 'cosine', from: 1e-4 },
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

export const srganWogr = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wogr',
    summary: 'SRGAN without global residual, trained on clean photographs',
    globalResidual: false,
  });

/** Enough for the network with global residual, whose clusters grow within the first hundreds of iterations. */
const iterations = 1024;

/** Strengths seen in training; those that the analysis looks at are among them. */
const noises = ['noise10', 'noise20', 'noise30'];
const blurs = ['blur1', 'blur2', 'blur4'];

/** SRGAN-wGR on clean and noisy images (Sec. 4.6, Fig. 9). */
export const srganWgrNoise = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-noise',
    summary: 'SRGAN with global residual, trained on clean and noisy photographs',
    globalResidual: true,
    iterations,
    degradations: ['clean', ...noises],
    measured: ['clean', 'noise20'],
  });

/** SRGAN-wGR on clean and blurred images (Sec. 4.6, Fig. 9). */
export const srganWgrBlur = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-blur',
    summary: 'SRGAN with global residual, trained on clean and blurred photographs',
    globalResidual: true,
    iterations,
    degradations: ['clean', ...blurs],
    measured: ['clean', 'blur2'],
  });

/** SRGAN-wGR on clean, noisy and blurred images (Sec. 4.6, Fig. 9). */
export const srganWgrNoiseBlur = (profile: Profile): GanRecipe =>
  srgan(profile, {
    name: 'srgan-wgr-noise-blur',
    summary: 'SRGAN with global residual, trained on clean, noisy and blurred photographs',
    globalResidual: true,
    iterations,
    degradations: ['clean', ...noises, ...blurs],
    measured: ['clean', 'noise20', 'blur2'],
  });
