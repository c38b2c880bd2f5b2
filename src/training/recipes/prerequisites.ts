import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../errors';
import { projectRoot } from '../../images/data-root';
import type { Profile, Recipe } from '../recipe';

/**
 * Where a recipe's finished weights go, and where those that begin with them look: `checkpoints/NAME.safetensors`
 * for the compact profile, which the project ships; `.ddr/trained/NAME-paper.safetensors` for the paper's.
 */
export function weightFile({ name, profile }: Pick<Recipe, 'name' | 'profile'>): string {
  return profile === 'paper'
    ? path.join(projectRoot, '.ddr/trained', `${name}-paper.safetensors`)
    : path.join(projectRoot, 'checkpoints', `${name}.safetensors`);
}

/** Where a training keeps its checkpoints and snapshots unless told otherwise: `.ddr/training/NAME`. */
export function trainingFolder({ name, profile }: Pick<Recipe, 'name' | 'profile'>): string {
  return path.join(projectRoot, '.ddr/training', profile === 'paper' ? `${name}-paper` : name);
}

/** Names of the recipes of the same profile that must be finished before this one can be trained. */
export function prerequisites(recipe: Recipe): readonly string[] {
  switch (recipe.task) {
    case 'super-resolution':
      return [recipe.start, recipe.guide].filter((name): name is string => name !== undefined);
    case 'gan':
      return recipe.losses.perceptual > 0 ? [recipe.start, recipe.perceptual.network] : [recipe.start];
    case 'unpaired':
      return [recipe.superResolution];
    case 'classification':
      return [];
  }
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
  const missing = prerequisites(recipe).filter(
    (name) => !existsSync(weightFile({ name, profile: recipe.profile })),
  );
  if (missing.length === 0) return;
  const files = missing.map((name) => weightFile({ name, profile: recipe.profile }));
  const commands = missing.map((name) => `\`${trainCommand(name, recipe.profile)}\``);
  throw new InputError(
    `${recipe.name} begins with ${files.join(' and ')}, not there yet. First run ${commands.join(', then ')}.`,
  );
}
