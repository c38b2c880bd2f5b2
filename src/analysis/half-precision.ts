import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { Network } from '../networks/network';
import { isGraphNetwork, type Runnable } from '../networks/tappable';
import { readLabelled } from '../training/data/labelled';
import { evaluateAccuracy, shareRight } from '../training/evaluate';
import { chiRow, type ChiRow, type ChiRowOptions } from './chi';
import { centrePatches, centrePsnr } from './evolution';
import { scaleOf } from './quality';

/** Whether a network puts out one number a class (N x classes) instead of an image. */
export function isClassifier({ model }: Pick<Network, 'model'>): boolean {
  return model.outputs[0].shape.length === 2;
}

/**
 * The share of a labelled set, in [0, 1], whose largest logit is that of its class; samples rounded to 8 bits, as in
 * training.
 *
 * @throws InputError where the set has no classes, or the network no output of one number a class.
 */
export async function accuracy(
  network: Runnable,
  set: ImageSet,
  options: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<number> {
  if (!set.classes) throw new InputError(`${set.name} has no classes to tell apart.`);
  const refusal = 'Accuracy is for networks that put out one number a class.';
  if (isGraphNetwork(network)) {
    return shareRight(await readLabelled(set, options), async (batch) => {
      const { data, dims } = await network.predict(batch);
      if (dims.length !== 2) throw new InputError(refusal);
      return data;
    });
  }
  if (!isClassifier(network)) throw new InputError(refusal);
  return evaluateAccuracy(network.model, await readLabelled(set, options));
}

/** CHI and PSNR of a network's weights as they were (`full`) and rounded to half precision (`half`), on one set. */
export interface HalfChi {
  readonly set: string;
  readonly images: number;
  readonly layer: string;
  /** t-SNE runs, each with its own seed, the same seeds for both. */
  readonly runs: number;
  readonly full: ChiEstimate;
  readonly half: ChiEstimate;
}

/** One side of the comparison. */
export interface ChiEstimate {
  /** CHI of the t-SNE points: mean over the runs and that mean's standard error. */
  readonly mean: number;
  readonly standardError: number;
  /** CHI of the principal components, before t-SNE. */
  readonly reduced: number;
  /** Mean PSNR in dB over centre patches. */
  readonly psnr: number;
}

/** Accuracy of a classifier, in [0, 1], on a labelled set. */
export interface HalfAccuracy {
  readonly set: string;
  readonly images: number;
  readonly full: number;
  readonly half: number;
}

/** What `halfChi` takes besides the two networks and the set. */
export interface HalfChiOptions extends Pick<ChiRowOptions, 'tsne' | 'signal'> {
  /** t-SNE runs of either network; default 20. */
  readonly runs?: number;
  readonly onProgress?: OnProgress;
}

/**
 * CHI of both. t-SNE is chaotic: rounding errors alone lead it elsewhere, so that CHI moves by some per cent as it does
 * from seed to seed. Hence many runs and a standard error, and CHI before t-SNE, where nothing is left to chance.
 */
export async function halfChi(
  full: Network,
  half: Network,
  set: ImageSet,
  options: HalfChiOptions = {},
): Promise<HalfChi> {
  const { runs = 20, onProgress, ...rest } = options;
  const scale = await scaleOf(full);
  const patches = await centrePatches(set, { scale });
  const row = (network: Network, offset: number): Promise<ChiRow> =>
    chiRow(network, set, {
      ...rest,
      scale,
      runs,
      onProgress: ({ done, total }) => onProgress?.({ done: done + offset * total, total: 2 * total }),
    });
  const before = await row(full, 0);
  const after = await row(half, 1);
  return {
    set: set.name,
    images: before.images,
    layer: before.layer,
    runs,
    full: estimate(before, await centrePsnr(full, patches)),
    half: estimate(after, await centrePsnr(half, patches)),
  };
}

function estimate({ mean, standardDeviation, runs, reduced }: ChiRow, psnr: number): ChiEstimate {
  // The standard deviation is the population's, as `overRuns` gives it; the sample's goes with n - 1.
  return { mean, standardError: standardDeviation / Math.sqrt(Math.max(1, runs - 1)), reduced, psnr };
}

/** Accuracy of both on a labelled set. */
export async function halfAccuracy(
  full: Network,
  half: Network,
  set: ImageSet,
  options: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<HalfAccuracy> {
  return {
    set: set.name,
    images: set.count,
    full: await accuracy(full, set, options),
    half: await accuracy(half, set, options),
  };
}

/** How much CHI changes: as shares of what it was. */
export interface ChiChange {
  /** Of the mean over the t-SNE runs, and the standard error of that change. */
  readonly projected: number;
  readonly standardError: number;
  /** Before t-SNE. */
  readonly reduced: number;
}

/** The change from full to half precision. */
export function chiChange({ full, half }: Pick<HalfChi, 'full' | 'half'>): ChiChange {
  return {
    projected: (half.mean - full.mean) / full.mean,
    standardError: Math.hypot(half.standardError, full.standardError) / full.mean,
    reduced: (half.reduced - full.reduced) / full.reduced,
  };
}

/** CHI may change by less than this share. */
const chiTolerance = 0.02;

/** Accuracy may change by less than this: 0.1 points. */
const accuracyTolerance = 0.001;

/**
 * Whether half precision leaves CHI alone: before t-SNE it must change by under 2 %; after t-SNE by under 2 % too, or by
 * no more than twice the standard error, which is what another set of seeds would do as well.
 */
export function keepsChi(comparison: Pick<HalfChi, 'full' | 'half'>): boolean {
  const { projected, standardError, reduced } = chiChange(comparison);
  return Math.abs(reduced) < chiTolerance && Math.abs(projected) < Math.max(chiTolerance, 2 * standardError);
}

/** Whether half precision leaves the accuracy alone. */
export function keepsAccuracy({ full, half }: Pick<HalfAccuracy, 'full' | 'half'>): boolean {
  return Math.abs(half - full) < accuracyTolerance;
}
