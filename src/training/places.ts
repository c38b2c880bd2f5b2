import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors';
import { projectRoot } from '../images/data-root';
import { loadNetwork, type Network } from '../networks/network';
import type { Recipe } from './recipe';

/** `srresnet-wgr`, or `srresnet-wgr-paper`: each profile has its own checkpoints. */
const nameOf = ({ name, profile }: Pick<Recipe, 'name' | 'profile'>): string =>
  profile === 'compact' ? name : `${name}-${profile}`;

/** Where a training keeps its checkpoints and snapshots. */
export const folderOf = (recipe: Pick<Recipe, 'name' | 'profile'>): string =>
  path.join(projectRoot, '.ddr/training', nameOf(recipe));

/** Where the finished weights go: `checkpoints/` holds what the compact recipes make. */
export const outputOf = (recipe: Pick<Recipe, 'name' | 'profile'>): string =>
  path.join(
    projectRoot,
    recipe.profile === 'compact' ? 'checkpoints' : '.ddr/trained',
    `${nameOf(recipe)}.safetensors`,
  );

/**
 * A finished network that another recipe needs.
 *
 * @throws InputError naming the command that makes it, where it is not there.
 */
export function finishedNetwork(folder: string, name: string, wantedBy: string): Promise<Network> {
  const file = path.join(folder, `${name}.safetensors`);
  if (!existsSync(file)) {
    throw new InputError(
      `${file}: not there, and ${wantedBy} begins with it. Train it first: \`ddr train ${name}\`.`,
    );
  }
  return loadNetwork(file);
}
