import { InputError } from '../../errors';
import type { Profile, Recipe } from '../recipe';
import { srresnetWgr, srresnetWogr } from './srresnet';

/** Every recipe, in each of its profiles. */
const recipes: readonly ((profile: Profile) => Recipe)[] = [srresnetWgr, srresnetWogr];

/** All recipes of a profile, in the order in which one could train them. */
export function listRecipes(profile: Profile = 'compact'): readonly Recipe[] {
  return recipes.map((recipe) => recipe(profile));
}

/** @throws InputError naming the known recipes when there is none of that name. */
export function findRecipe(name: string, profile: Profile = 'compact'): Recipe {
  const all = listRecipes(profile);
  const recipe = all.find((candidate) => candidate.name === name);
  if (!recipe) {
    throw new InputError(`${name}: no such recipe. Known: ${all.map((known) => known.name).join(', ')}.`);
  }
  return recipe;
}
