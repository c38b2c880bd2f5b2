import { InputError } from '@ddr-lab/base/errors';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type NetworkSpec, sameSize } from '../networks/architectures/spec';
import { loadNetwork } from '../networks/load-network';
import { type Network, readWeights, writeWeights } from '../networks/network';
import { projectRoot, shippedOrOwn } from '@ddr-lab/base/project';
import type { RecipeBase } from './recipe';

/** By what a network enlarges: 1 of kinds that restore at the size of their input; 4 where nothing is said, as in the paper. */
export const scaleOf = (spec: NetworkSpec): number =>
  sameSize.has(spec.kind) ? 1 : (('scale' in spec ? spec.scale : undefined) ?? 4);

/** `srresnet-wgr`, or `srresnet-wgr-paper`: each profile has its own checkpoints. */
const nameOf = ({ name, profile }: Pick<RecipeBase, 'name' | 'profile'>): string =>
  profile === 'compact' ? name : `${name}-${profile}`;

/** Where a training keeps its checkpoints and snapshots. */
export const folderOf = (recipe: Pick<RecipeBase, 'name' | 'profile'>): string =>
  path.join(projectRoot, '.ddr/training', nameOf(recipe));

/** Where the finished weights go: `checkpoints/` holds what the compact recipes make. */
export const outputOf = (recipe: Pick<RecipeBase, 'name' | 'profile'>): string =>
  path.join(
    projectRoot,
    recipe.profile === 'compact' ? 'checkpoints' : '.ddr/trained',
    `${nameOf(recipe)}.safetensors`,
  );

/**
 * The weight file of a finished network that a recipe needs: of the same profile, the reader's own or the one that ships;
 * or in `folder` where that is given.
 */
export function finishedFile(
  name: string,
  { profile }: Pick<RecipeBase, 'profile'>,
  folder?: string,
): string {
  if (folder !== undefined) return path.join(folder, `${name}.safetensors`);
  const own = outputOf({ name, profile });
  if (existsSync(own)) return own;
  const shipped = shippedOrOwn(path.relative(projectRoot, own));
  return existsSync(shipped) ? shipped : own;
}

/**
 * A finished network that a recipe needs: of the same profile, or from `folder` where that is given.
 *
 * @throws InputError naming the command that makes it, where it is not there.
 */
export function finishedNetwork(name: string, wantedBy: RecipeBase, folder?: string): Promise<Network> {
  const { profile } = wantedBy;
  const file = finishedFile(name, wantedBy, folder);
  if (!existsSync(file)) {
    const command = `ddr train ${name}${profile === 'compact' ? '' : ` --profile ${profile}`}`;
    throw new InputError(
      `${file}: not there, and ${wantedBy.name} begins with it. Train it first: \`${command}\`.`,
    );
  }
  return loadNetwork(file);
}

/**
 * Gives a network the weights of a finished one, all of them.
 *
 * @throws InputError when they do not fit.
 */
export async function takeWeights(network: Network, start: Network): Promise<void> {
  try {
    writeWeights(network.model, await readWeights(start.model));
  } catch (error) {
    const made = start.metadata.recipe ? `the network that it starts from (${start.spec.kind})` : 'its start';
    throw new InputError(`${network.spec.kind}: cannot begin with ${made}: ${(error as Error).message}`);
  } finally {
    start.model.dispose();
  }
}
