import { trainBy, type Training, type TrainOptions } from '../training/loop';
import { methodOf, type Recipe } from './methods';

/**
 * Trains a recipe to its end and writes its weights. Killed at any moment, it goes on from its last
 * checkpoint when called again, to the same weights as if it had never stopped (on the same backend).
 *
 * @throws InputError when the checkpoint belongs to another recipe, the data or a network to begin with is
 * missing, the folder is in use.
 */
export const train = (recipe: Recipe, options: TrainOptions = {}): Promise<Training> =>
  trainBy(methodOf(recipe), recipe, options);
