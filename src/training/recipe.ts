import type { NetworkSpec } from '../networks/architectures/spec';

/** `compact` made the weights in `checkpoints/` on two cores; `paper` has the published settings. */
export type Profile = 'compact' | 'paper';

/** Everything that decides a trained network, as data: what the recipes of all methods have. The same recipe gives the same weights. */
export interface RecipeBase {
  /** Its name on the command line, and its weight file's in `checkpoints/`. */
  readonly name: string;
  /** The method that trains it, by its name. */
  readonly task: string;
  /** One sentence: what it is for. */
  readonly summary: string;
  readonly profile: Profile;
  readonly network: NetworkSpec;
  /** Items (patches, images) an iteration. */
  readonly batch: number;
  readonly iterations: number;
  readonly learningRate: Schedule;
  /** Draws the initial weights and, iteration by iteration, the batches. */
  readonly seed: number;
  readonly evaluation: Evaluation;
  /** Iterations whose weights are kept beside the final ones (0 is the untrained network). */
  readonly snapshots: readonly number[];
  /** A checkpoint to resume from is written every so many iterations. */
  readonly checkpointEvery: number;
}

/** The moments' decays of Adam. */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
}

/** Images for pairs of patches; `fallback` is used, and said, where the data root has no `train`. */
export interface PairData {
  readonly train: TrainingSet;
  readonly fallback: TrainingSet;
  /** Presets, one drawn for each LR patch; default `['clean']`. */
  readonly degradations?: readonly string[];
}

/** A data set by name, and how many images and which size where it is drawn. */
export interface TrainingSet {
  readonly set: string;
  readonly count?: number;
  readonly size?: number;
  readonly seed?: number;
}

/** A labelled set by name (`cifar10/train`, `scenes/objects`), and how many images where it is drawn. */
export type LabelledSet = TrainingSet;

/** Measured every so many iterations and at the end. */
export interface Evaluation {
  readonly set: string;
  /** Used where the data root has no `set`: drawn with seed 0, in its own size. */
  readonly fallback: string;
  /** Images of `set`, the first ones. */
  readonly count: number;
  /** Images of `fallback`; default `count`. */
  readonly fallbackCount?: number;
  readonly every: number;
  /** Presets to measure PSNR on; default `['clean']`. */
  readonly degradations?: readonly string[];
}

/** The learning rate over the iterations, as data. */
export type Schedule =
  | { readonly kind: 'cosine'; readonly from: number; readonly to?: number; readonly warmUp?: number }
  | { readonly kind: 'steps'; readonly from: number; readonly halveAt: readonly number[] };

/**
 * The learning rate of iteration `iteration` (from 0) of `iterations`: a half cosine from `from` down to `to`
 * (default 0), the first `warmUp` iterations (default 0) a rising share of that; or `from` halved at each iteration of `halveAt`, as the paper does.
 */
export function learningRate(schedule: Schedule, iteration: number, iterations: number): number {
  if (schedule.kind === 'steps') {
    return schedule.from * 0.5 ** schedule.halveAt.filter((at) => iteration >= at).length;
  }
  const { from, to = 0, warmUp = 0 } = schedule;
  const rate = to + ((from - to) * (1 + Math.cos((Math.PI * iteration) / iterations))) / 2;
  return rate * Math.min(1, (iteration + 1) / (warmUp + 1));
}
