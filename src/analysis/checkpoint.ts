import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { placesOf, projectRoot, shippedOrOwn } from '@ddr-lab/base/project';
import { loadNetwork } from '../networks/load-network';
import type { Network } from '../networks/network';

/** Where the weights of a recipe are (the reader's own, else those that ship), or would be. */
export function checkpointFile(name: string): string {
  const file = shippedOrOwn('checkpoints', `${name}.safetensors`);
  return existsSync(file) ? file : path.join(projectRoot, 'checkpoints', `${name}.safetensors`);
}

/**
 * A network that this project trained and ships, by its recipe's name: `srresnet-wgr`, `srresnet-wogr` ...
 *
 * @throws InputError naming those that are there.
 */
export function checkpoint(name: string): Promise<Network> {
  const folders = placesOf('checkpoints');
  const file = checkpointFile(name);
  if (!folders.includes(path.dirname(file)) || !existsSync(file)) {
    const names = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
    const there = [...new Set(names)]
      .sort()
      .filter((entry) => entry.endsWith('.safetensors'))
      .map((entry) => entry.slice(0, -'.safetensors'.length));
    throw new InputError(`${name}: no such checkpoint. There are: ${there.join(', ') || 'none'}.`);
  }
  return loadNetwork(file);
}
