import { InputError } from '../../errors';
import type { Recipe } from '../recipe';
import { srresnetWgr, srresnetWgrTwin, srresnetWogr } from './srresnet';

/** Every recipe, by name. */
export const recipes: readonly Recipe[] = [srresnetWgr, srresnetWogr, srresnetWgrTwin];

/** @throws InputError naming the known recipes when there is none of that name. */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (!recipe) {
    throw new InputError(`${name}: no such recipe. Known: ${recipes.map((known) => known.name).join(', ')}.`);
  }
  return recipe;
}
