import { existsSync } from 'node:fs';
import { InputError } from '@ddr-lab/base/errors';
import { finishedFile } from '../training/places';
import type { Profile } from '../training/recipe';
import { methodOf, type Recipe } from './methods';

/** Names of the recipes of the same profile that must be finished before this one can be trained. */
export const prerequisites = (recipe: Recipe): readonly string[] => methodOf(recipe).prerequisites(recipe);

/** The first recipe that is not there yet, whose prerequisites are; undefined when there is none. */
export function nextToTrain(
  recipes: readonly Recipe[],
  isThere: (name: string) => boolean,
): Recipe | undefined {
  return recipes.find((recipe) => !isThere(recipe.name) && prerequisites(recipe).every(isThere));
}

/** The command that trains a recipe. */
export function trainCommand(name: string, profile: Profile): string {
  return `npx ddr train ${name}${profile === 'paper' ? ' --profile paper' : ''}`;
}

/**
 * Looks whether the weight files that a recipe begins with are there.
 *
 * @throws InputError naming each that is missing and the command that makes it.
 */
export function checkPrerequisites(recipe: Recipe): void {
  const missing = prerequisites(recipe).filter((name) => !existsSync(finishedFile(name, recipe)));
  if (missing.length === 0) return;
  const files = missing.map((name) => finishedFile(name, recipe));
  const commands = missing.map((name) => `\`${trainCommand(name, recipe.profile)}\``);
  throw new InputError(
    `${recipe.name} begins with ${files.join(' and ')}, not there yet. First run ${commands.join(', then ')}.`,
  );
}
