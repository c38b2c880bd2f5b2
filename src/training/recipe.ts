import type { NetworkSpec } from '../networks/architectures/spec';
import type { Schedule } from './schedule';

/** `compact` made the weights in `checkpoints/` on two cores; `paper` has the published settings. */
export type Profile = 'compact' | 'paper';

/** Everything that decides a trained network, as data. The same recipe gives the same weights. */
export type Recipe = SuperResolutionRecipe | GanRecipe | ClassificationRecipe | UnpairedRecipe;

/** What all recipes have. */
export interface RecipeBase {
  /** Its name on the command line, and its weight file's in `checkpoints/`. */
  readonly name: string;
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

/** Pixel loss alone, on pairs of LR and HR patches. */
export interface SuperResolutionRecipe extends RecipeBase {
  readonly task: 'super-resolution';
  readonly data: PairData;
  /** Side of an LR training patch in pixels; the HR patch is `scale` times as large. */
  readonly patch: number;
  readonly adam: AdamSettings;
  /** Pixel loss; `l1` is the mean absolute difference. */
  readonly loss: 'l1' | 'mse';
  /** The finished recipe whose weights this one begins with, those alone that it has; left out: fresh ones. */
  readonly start?: string;
  /** The finished recipe whose generator's trunk guides this network (see `GuidedRrdbOptions`). */
  readonly guide?: string;
}

/** A generator against SRGAN's discriminator (Ledig et al. 2017; weights of the losses: BasicSR's names). */
export interface GanRecipe extends RecipeBase {
  readonly task: 'gan';
  readonly data: PairData;
  readonly patch: number;
  /** The finished recipe whose weights the generator begins with. */
  readonly start: string;
  readonly discriminator: {
    readonly network: NetworkSpec;
    readonly learningRate: Schedule;
  };
  readonly adam: AdamSettings;
  /** Weights of the generator's losses. */
  readonly losses: {
    /** Mean absolute difference of the pixels. */
    readonly l1: number;
    /** Vanilla GAN: cross-entropy of the discriminator's verdict. */
    readonly adversarial: number;
    /** Mean absolute difference of a classifier's features, added over its layers. */
    readonly perceptual: number;
  };
  /** The classifier that the perceptual loss looks through: a recipe's name and its layers' names. */
  readonly perceptual: { readonly network: string; readonly layers: readonly string[] };
  /** The saved generator is the running mean of its weights with this decay an iteration; 0: the last ones. */
  readonly average: number;
}

/** Cross-entropy on labelled images. */
export interface ClassificationRecipe extends RecipeBase {
  readonly task: 'classification';
  readonly data: { readonly train: LabelledSet; readonly fallback: LabelledSet };
  /** Pixels of zeros around an image before its random crop; 4 as in He et al. 2016. */
  readonly padding: number;
  /** SGD with Nesterov-free momentum, or Adam. */
  readonly optimiser:
    | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number }
    | ({ readonly kind: 'adam' } & AdamSettings);
  /** The saved network is the running mean of its weights with this decay an iteration; 0: the last ones. */
  readonly average?: number;
}

/**
 * Unpaired restoration and super-resolution (CinCGAN, Yuan et al. 2018, its inner cycle): degraded LR patches on
 * one side, clean LR patches of other images on the other.
 */
export interface UnpairedRecipe extends RecipeBase {
  readonly task: 'unpaired';
  readonly data: PairData;
  readonly patch: number;
  /** The network that leads back, from clean to degraded. */
  readonly backward: NetworkSpec;
  readonly discriminator: {
    readonly network: NetworkSpec;
    readonly learningRate: Schedule;
  };
  readonly adam: AdamSettings;
  readonly losses: {
    readonly adversarial: number;
    readonly cycle: number;
    readonly identity: number;
    readonly totalVariation: number;
  };
  /**
   * The way from clean to degraded, which the published inner cycle does not have: a second discriminator teaches the
   * degrading network to make of clean patches what the degraded ones look like, and the restoring network learns from
   * these pairs as well. Left out: as published.
   */
  readonly reverse?: {
    readonly discriminator: NetworkSpec;
    /** Weight of passing for degraded. */
    readonly adversarial: number;
    /** Weight of the mean absolute difference between a clean patch and what is restored of its degraded version. */
    readonly pairs: number;
    /** Weight of the mean absolute difference between mean colours of squares before and after the degrading network. */
    readonly colours: number;
    /** Standard deviation of the noise on the clean patches before they are degraded, in 8-bit levels. */
    readonly noise: number;
    /** Iterations that the degrading network has to itself; only then the restoring one begins to learn, and its schedules. */
    readonly lead: number;
  };
  /** The finished recipe whose network super-resolves what this one has restored. */
  readonly superResolution: string;
}

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
