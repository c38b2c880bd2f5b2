import type { NetworkSpec } from '../networks/network';
import type { Schedule } from './schedule';

/** Everything that decides a trained network, as data. The same recipe gives the same weights. */
export interface Recipe {
  /** Its name on the command line, and its weight file's in `checkpoints/`. */
  readonly name: string;
  /** One sentence: what it is for. */
  readonly summary: string;
  readonly network: NetworkSpec;
  /** Training images; `fallback` is used, and said, where the data root does not have them. */
  readonly data: { readonly train: TrainingSet; readonly fallback: TrainingSet };
  /** Side of an LR training patch in pixels; the HR patch is `scale` times as large. */
  readonly patch: number;
  /** Patches an iteration. */
  readonly batch: number;
  readonly iterations: number;
  readonly learningRate: Schedule;
  /** Adam's decay rates; the paper has 0.9 and 0.99. */
  readonly adam: { readonly beta1: number; readonly beta2: number };
  /** Pixel loss; `l1` is the mean absolute difference. */
  readonly loss: 'l1' | 'mse';
  /** Draws the initial weights and, iteration by iteration, the patches. */
  readonly seed: number;
  /** PSNR is measured on `count` centre patches of `set` every so many iterations and at the end. */
  readonly evaluation: {
    readonly set: string;
    readonly fallback: string;
    readonly count: number;
    readonly every: number;
  };
  /** Iterations whose weights are kept beside the final ones (0 is the untrained network). */
  readonly snapshots: readonly number[];
  /** A checkpoint to resume from is written every so many iterations. */
  readonly checkpointEvery: number;
}

/** A data set by name, and how many images and which size where it is drawn. */
export interface TrainingSet {
  readonly set: string;
  readonly count?: number;
  readonly size?: number;
  readonly seed?: number;
}
