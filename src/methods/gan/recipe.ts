import type { NetworkSpec } from '../../networks/architectures/spec';
import type { AdamSettings, PairData, RecipeBase } from '../../training/recipe';
import type { Schedule } from '../../training/schedule';

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
