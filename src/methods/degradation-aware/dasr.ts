import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { DegradationEncoderOptions } from '../../networks/architectures/degradation-encoder/network';
import type { Positives } from '../../training/data/degraded-views';
import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { ContrastSettings } from './contrast';
import type { DegradationEncoderRecipe } from './encoder';
import type { DegradationAwareRecipe } from './method';

/** Blur of 0.2 to 4 HR pixels and noise of 0 to 25 levels at x4, as published; in the compact profile three in ten images have no noise, one in ten no blur, which a range alone all but never draws. */
export const degradations = (profile: Profile): LowResolutionModel =>
  profile === 'paper'
    ? { blur: [0.2, 4], noise: [0, 25] }
    : { blur: [0.2, 4], noise: [0, 25], without: { noise: 0.3, blur: 0.1 } };

/** The encoder's size. */
export const encoderOf = (profile: Profile): Omit<DegradationEncoderOptions, 'seed'> =>
  profile === 'paper' ? { width: 64 } : { width: 16, centred: true };

/** MoCo's settings. */
export const contrastOf = (profile: Profile): ContrastSettings =>
  profile === 'paper'
    ? { queue: 8192, momentum: 0.999, temperature: 0.07 }
    : { queue: 1024, momentum: 0.99, temperature: 0.07 };

/** Photographs, in patches of 48 (paper) or 32. */
export const patchOf = (profile: Profile): number => (profile === 'paper' ? 48 : 32);

const named: Readonly<Record<Positives, { readonly name: string; readonly summary: string }>> = {
  degradation: {
    name: 'dasr-encoder',
    summary: "DASR's encoder, positives of two images with one degradation",
  },
  both: {
    name: 'dasr-encoder-published',
    summary: "DASR's encoder, positives as published: two patches of one image",
  },
  content: {
    name: 'dasr-encoder-content',
    summary: "DASR's encoder as a control: positives share the image and not the degradation (CDSR's Tab. 1)",
  },
};

/**
 * DASR's encoder by contrast alone (its first 100 epochs). `degradation` takes the positives from another image; `both` is as published, and clusters by image where training is short; `content` is CDSR's control.
 */
export function dasrEncoder(
  profile: Profile,
  positives: Positives = 'degradation',
): DegradationEncoderRecipe {
  const paper = profile === 'paper';
  return {
    ...named[positives],
    profile,
    task: 'degradation-encoder',
    network: { kind: 'degradation-encoder', ...encoderOf(profile), seed: 1 },
    data: photographs(profile),
    patch: patchOf(profile),
    scale: 4,
    model: degradations(profile),
    positives,
    contrast: contrastOf(profile),
    batch: paper ? 32 : 16,
    // 970 iterations are an epoch of the published training; its rate falls to a tenth after 60, here to an eighth.
    iterations: paper ? 97_000 : 3072,
    learningRate: paper
      ? { kind: 'steps', from: 1e-3, halveAt: [58_200, 58_201, 58_202] }
      : { kind: 'cosine', from: 1e-3 },
    adam: { beta1: 0.9, beta2: 0.999 },
    seed: 3,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}

/** DASR: super-resolution with its encoder. `contrast: false` is the control whose encoder learns from the outputs alone; `told: false` that without an encoder. */
export function dasr(
  profile: Profile,
  { contrast = true, told = true }: { readonly contrast?: boolean; readonly told?: boolean } = {},
): DegradationAwareRecipe {
  const paper = profile === 'paper';
  return {
    name: told ? (contrast ? 'dasr' : 'dasr-untaught') : 'dasr-blind',
    summary: told
      ? contrast
        ? 'DASR: super-resolution that looks at a degradation representation taught by contrast'
        : 'DASR without the contrastive loss: its encoder learns from the outputs alone'
      : 'the same body on the same degradations, without an encoder',
    profile,
    task: 'degradation-aware',
    network: {
      kind: 'degradation-aware',
      ...(paper ? {} : { channels: 32, groups: 2, blocks: 3, globalResidual: true }),
      encoder: encoderOf(profile),
      ...(told ? {} : { fusion: 'none' as const }),
      seed: 2,
    },
    data: photographs(profile),
    patch: patchOf(profile),
    model: degradations(profile),
    positives: paper ? 'both' : 'degradation',
    ...(told && contrast
      ? {
          contrast: {
            ...contrastOf(profile),
            weight: 1 / 255,
            encoder: paper ? 'dasr-encoder-published' : 'dasr-encoder',
          },
        }
      : {}),
    batch: paper ? 32 : 8,
    iterations: paper ? 485_000 : 3072,
    learningRate: paper
      ? { kind: 'steps', from: 1e-4, halveAt: [121_250, 242_500, 363_750] }
      : { kind: 'cosine', from: 6e-4 },
    adam: { beta1: 0.9, beta2: 0.999 },
    seed: 4,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}

/**
 * DASR, trained on: as many patches again thrice over, smaller ones, half of them without noise. `dasr` is what the controls are held against, of one length and one
 * range; this one is what such a network can do. The published profile is `dasr`'s.
 */
export function dasrLonger(profile: Profile): DegradationAwareRecipe {
  const recipe = dasr(profile);
  const named = { name: 'dasr-longer', summary: 'DASR, trained on, half of its patches without noise' };
  if (profile === 'paper') return { ...recipe, ...named };
  return {
    ...recipe,
    ...named,
    start: 'dasr',
    patch: 24,
    model: { ...recipe.model, without: { noise: 0.5, blur: 0.2 } },
    iterations: 9216,
    learningRate: { kind: 'cosine', from: 4e-4 },
    seed: 5,
  };
}
