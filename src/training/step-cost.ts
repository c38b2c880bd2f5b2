import { buildNetwork } from '../networks/network';
import type { NetworkSpec } from '../networks/spec';
import { multiplyAdds, type MultiplyAdds } from './multiply-adds';
import type { Recipe } from './recipe';
import { findRecipe } from './recipes/recipes';
import { scaleOf } from './scale';

/** Counts a network's multiply-adds for an input of a shape, up to some layers or to its output. */
export type CountNetwork = (
  spec: NetworkSpec,
  input: readonly number[],
  layers?: readonly string[],
) => Promise<MultiplyAdds>;

/** Builds the network, counts, and lets go of it. */
export const countNetwork: CountNetwork = async (spec, input, layers) => {
  const { model } = await buildNetwork(spec);
  try {
    return multiplyAdds(model, input, layers);
  } finally {
    model.dispose();
  }
};

/** Side of the images of every labelled set that recipes name. */
const LABELLED_SIDE = 32;

/**
 * Multiply-adds of one iteration of a recipe. The gradients of a layer cost twice what its result does, once with
 * respect to its input and once to its weights; of a layer that is not trained but lies on the way back, once.
 */
export async function stepCost(recipe: Recipe, count: CountNetwork = countNetwork): Promise<number> {
  const { batch } = recipe;
  const forward = async (...question: Parameters<CountNetwork>): Promise<number> => {
    const { trained, frozen } = await count(...question);
    return trained + frozen;
  };
  switch (recipe.task) {
    case 'classification': {
      const { trained, frozen } = await count(recipe.network, [batch, LABELLED_SIDE, LABELLED_SIDE, 3]);
      return 3 * trained + frozen;
    }
    case 'super-resolution': {
      const { trained, frozen } = await count(recipe.network, [batch, recipe.patch, recipe.patch, 3]);
      return 3 * trained + frozen;
    }
    case 'gan': {
      const side = recipe.patch * scaleOf(recipe.network);
      const generator = await forward(recipe.network, [batch, recipe.patch, recipe.patch, 3]);
      const judge = await forward(recipe.discriminator.network, [batch, side, side, 3]);
      const { network, layers } = recipe.perceptual;
      const features =
        recipe.losses.perceptual > 0
          ? await forward(findRecipe(network, recipe.profile).network, [batch, side, side, 3], layers)
          : 0;
      // The verdict on the generator's images and its way back, then both batches with all gradients; features of
      // the generator's images and their way back, and of the true ones.
      return 3 * generator + 2 * judge + 6 * judge + 3 * features;
    }
    case 'unpaired': {
      const shape = [batch, recipe.patch, recipe.patch, 3];
      const there = await forward(recipe.network, shape);
      const back = await forward(recipe.backward, shape);
      const judge = await forward(recipe.discriminator.network, shape);
      // There and back again, for each of the two with the other's gradients left out, clean images through the first (they
      // should not change), the verdict as above.
      const asPublished = 7 * there + 5 * back + 2 * judge + 6 * judge;
      // Clean images through the second, what it made of them through the first, and another verdict.
      return asPublished + (recipe.reverse ? 3 * back + 3 * there + 8 * judge : 0);
    }
  }
}
