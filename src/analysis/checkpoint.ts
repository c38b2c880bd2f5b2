import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { projectRoot } from '../project';
import { loadNetwork } from '../networks/load-network';
import type { Network } from '../networks/network';

/** Where the weights of a recipe are, or would be. */
export const checkpointFile = (name: string): string =>
  path.join(projectRoot, 'checkpoints', `${name}.safetensors`);

/**
 * A network that this project trained and ships, by its recipe's name: `srresnet-wgr`, `srresnet-wogr` ...
 *
 * @throws InputError naming those that are there.
 */
export function checkpoint(name: string): Promise<Network> {
  const folder = path.join(projectRoot, 'checkpoints');
  const file = checkpointFile(name);
  if (path.dirname(file) !== folder || !existsSync(file)) {
    const there = readdirSync(folder)
      .filter((entry) => entry.endsWith('.safetensors'))
      .map((entry) => entry.slice(0, -'.safetensors'.length));
    throw new InputError(`${name}: no such checkpoint. There are: ${there.join(', ') || 'none'}.`);
  }
  return loadNetwork(file);
}
