import type { NetworkSpec } from '../../networks/architectures/spec';
import type { AdamSettings, PairData, RecipeBase } from '../../training/recipe';
import type { Schedule } from '../../training/schedule';

/**
 * Unpaired restoration and super-resolution (CinCGAN, Yuan et al. 2018, its inner cycle): degraded LR patches on
 * one side, clean LR patches of other images on the other.
 */
export interface UnpairedRecipe extends RecipeBase {
  readonly task: 'cincgan';
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
