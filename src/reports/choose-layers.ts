import os from 'node:os';
import { lastBlock, spreadLayers } from '../analysis/layers';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../features/tap';
import type { Image } from '@ddr-lab/images/image';
import type { ImportedNetwork } from '../networks/import/import-network';
import { isGraphNetwork } from '../networks/tappable';
import type { OpenedNetwork } from './open-networks';

/** `auto`: some from the first block to the last; `all`; or those named. */
export type LayerChoice = 'auto' | 'all' | readonly string[];

/**
 * The layers to look at of each network, in the order that data flows: of names, those that it has.
 *
 * @throws InputError for a name that no network has, and a network that has none of those named.
 */
export function chooseLayers(
  networks: readonly Pick<OpenedNetwork, 'file' | 'network'>[],
  choice: LayerChoice,
): string[][] {
  if (choice === 'auto') return networks.map(({ network }) => spreadLayers({ layers: bodyOf(network) }));
  if (choice === 'all') return networks.map(({ network }) => [...network.layers]);
  const wanted = [...new Set(choice)];
  if (wanted.length === 0) throw new InputError('Name at least one layer, or leave the choice to "auto".');
  const foreign = wanted.find((layer) => !networks.some(({ network }) => network.layers.includes(layer)));
  const known = networks.map(({ file, network }) => `${file} has ${network.layers.join(', ')}`).join('; ');
  if (foreign !== undefined) throw new InputError(`No layer ${JSON.stringify(foreign)}: ${known}.`);
  return networks.map(({ file, network }) => {
    const own = network.layers.filter((layer) => wanted.includes(layer));
    if (own.length === 0)
      throw new InputError(`${file} has none of the layers ${wanted.join(', ')}: ${known}.`);
    return own;
  });
}

/** Where to look for blocks: a graph names its own, others have them among their layers. */
function bodyOf(network: ImportedNetwork): readonly string[] {
  return isGraphNetwork(network) && network.blocks.length > 0 ? network.blocks : network.layers;
}

/** The deepest of these layers that is not behind the network's last block; the last of them where all are. */
export function judgedLayer(network: ImportedNetwork, layers: readonly string[]): string {
  const last = network.layers.indexOf(lastBlock({ layers: bodyOf(network) }));
  const body = layers.filter((layer) => network.layers.indexOf(layer) <= last);
  return body[body.length - 1] ?? layers[layers.length - 1];
}

/** Layers with their features' number, in groups whose features fit into memory together. */
export interface LayerGroups {
  readonly groups: readonly (readonly string[])[];
  /** Features of a patch, by layer. */
  readonly features: ReadonlyMap<string, number>;
  /** Layers whose features alone would take too much memory, and how much, in GB. */
  readonly tooLarge: readonly { readonly layer: string; readonly gigabytes: number }[];
}

/**
 * Groups layers by the memory that their features take, which is found by showing the network one patch.
 *
 * @param room bytes; default a quarter of the machine's memory, at most 2 GB.
 */
export async function groupLayers(
  network: ImportedNetwork,
  layers: readonly string[],
  patches: readonly Image[],
  room = Math.min(2e9, os.totalmem() / 4),
): Promise<LayerGroups> {
  const one = await tap(network, layers, patches.slice(0, 1));
  const features = new Map(layers.map((layer) => [layer, one[layer].columns]));
  const groups: string[][] = [];
  const tooLarge: { layer: string; gigabytes: number }[] = [];
  let used = Infinity;
  for (const layer of layers) {
    const bytes = features.get(layer)! * patches.length * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > room) {
      tooLarge.push({ layer, gigabytes: bytes / 1e9 });
      continue;
    }
    if (used + bytes > room) {
      groups.push([]);
      used = 0;
    }
    groups[groups.length - 1].push(layer);
    used += bytes;
  }
  return { groups, features, tooLarge };
}
