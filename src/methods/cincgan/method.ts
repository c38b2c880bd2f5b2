import { forwardCost, type Method } from '../../training/method';
import type { UnpairedRecipe } from './recipe';
import { unpairedTask } from './task';

/** Restoration learnt without pairs, and super-resolution of what it restores. */
export const cincgan: Method<UnpairedRecipe> = {
  name: 'cincgan',
  summary: 'Degraded patches, and clean ones of other images: the inner cycle of CinCGAN (Yuan et al. 2018).',
  open: unpairedTask,
  cost: async (recipe, count) => {
    const { batch, patch } = recipe;
    const shape = [batch, patch, patch, 3];
    const there = await forwardCost(count, recipe.network, shape);
    const back = await forwardCost(count, recipe.backward, shape);
    const judge = await forwardCost(count, recipe.discriminator.network, shape);
    // There and back again, for each of the two with the other's gradients left out, clean images through the first (they
    // should not change), and the verdict on the restored images, with its way back, and on both batches.
    const asPublished = 7 * there + 5 * back + 2 * judge + 6 * judge;
    // Clean images through the second, what it made of them through the first, and another verdict.
    return asPublished + (recipe.reverse ? 3 * back + 3 * there + 8 * judge : 0);
  },
  prerequisites: ({ superResolution }) => [superResolution],
};
