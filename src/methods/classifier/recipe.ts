import type { AdamSettings, LabelledSet, RecipeBase } from '../../training/recipe';

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
