import type { AdamSettings, PairData, RecipeBase } from '../../training/recipe';

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
