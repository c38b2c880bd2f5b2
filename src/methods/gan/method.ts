import { forwardCost, type Method } from '../../training/method';
import { scaleOf } from '../../training/places';
import type { GanRecipe } from './recipe';
import { ganTask } from './task';

/** A generator against a discriminator, with a perceptual loss. */
export const gan: Method<GanRecipe> = {
  name: 'gan',
  summary: 'Pixels, the verdict of a discriminator, the features of a classifier (SRGAN, Ledig et al. 2017).',
  open: ganTask,
  cost: async (recipe, count, networkOf) => {
    const { batch, patch, perceptual } = recipe;
    const side = patch * scaleOf(recipe.network);
    const generator = await forwardCost(count, recipe.network, [batch, patch, patch, 3]);
    const judge = await forwardCost(count, recipe.discriminator.network, [batch, side, side, 3]);
    const features =
      recipe.losses.perceptual > 0
        ? await forwardCost(count, networkOf(perceptual.network), [batch, side, side, 3], perceptual.layers)
        : 0;
    // The verdict on the generator's images and its way back, then both batches with all gradients; features of
    // the generator's images and their way back, and of the true ones.
    return 3 * generator + 2 * judge + 6 * judge + 3 * features;
  },
  prerequisites: ({ start, losses, perceptual }) =>
    losses.perceptual > 0 ? [start, perceptual.network] : [start],
};
