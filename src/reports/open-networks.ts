import path from 'node:path';
import os from 'node:os';
import { checkInput } from '../networks/check-input';
import { importNetwork, type ImportedNetwork } from '../networks/import/import-network';
import type { ImportOptions } from '../networks/import/recognised';
import { responseOf } from '../networks/import/response';
import { disposeNetwork, isGraphNetwork } from '../networks/tappable';
import type { Size } from './settings';
import { lastBlock, spreadLayers } from '../analysis/layers';
import { isRandomised, type Solver } from '../analysis/solver';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../features/tap';
import type { Image } from '@ddr-lab/images/image';

/** A network from a file, with what an analysis must know of it. */
export interface OpenedNetwork {
  readonly network: ImportedNetwork;
  /** The file's name without its ending, made unique. */
  readonly name: string;
  /** The file's name. */
  readonly file: string;
  readonly architecture: string;
  /** What it enlarges by; undefined where it puts out no image. */
  readonly scale: number | undefined;
  /** By what images are shrunk to be its input. */
  readonly shrunk: number;
  /** The only size of images that it takes; undefined: any. */
  readonly fixed?: Size;
  readonly warnings: readonly string[];
}

/** Images are shrunk by this for a network that puts out no image, as they are for the paper's networks. */
const SHRUNK = 4;

/**
 * Opens weight files with `importNetwork`. The scale of each is found by what it makes of an image.
 *
 * @throws InputError as `importNetwork`, and for a network that takes no single images; the networks opened before are freed.
 */
export async function openNetworks(
  files: readonly string[],
  options: ImportOptions = {},
): Promise<OpenedNetwork[]> {
  const names = uniqueNames(files);
  const opened: OpenedNetwork[] = [];
  try {
    for (const [i, file] of files.entries()) {
      const network = await importNetwork(file, options);
      try {
        checkInput(network, 1);
      } catch (error) {
        disposeNetwork(network);
        throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
      }
      opened.push({
        network,
        name: names[i],
        file: path.basename(file),
        ...(await describe(network, options)),
      });
    }
  } catch (error) {
    closeNetworks(opened);
    throw error;
  }
  return opened;
}

/** Frees the networks' memory. */
export function closeNetworks(opened: readonly OpenedNetwork[]): void {
  for (const { network } of opened) disposeNetwork(network);
}

async function describe(
  network: ImportedNetwork,
  options: ImportOptions,
): Promise<Pick<OpenedNetwork, 'architecture' | 'scale' | 'shrunk' | 'fixed' | 'warnings'>> {
  const { metadata } = network;
  const kind = isGraphNetwork(network) ? (metadata.format ?? 'graph') : network.spec.kind;
  const fixed = isGraphNetwork(network) ? network.size : undefined;
  const scale = (await responseOf(network))?.scale;
  const shrunk = scale ?? options.scale ?? SHRUNK;
  const warnings = metadata.warning === undefined ? [] : [metadata.warning];
  if (metadata.assumed !== undefined) {
    warnings.push(`what its file does not say was assumed: ${metadata.assumed}`);
  }
  if (scale === undefined) {
    warnings.push(
      `it puts out no RGB image of a multiple of its input's size: it was shown the images shrunk by ${shrunk} (${options.scale === undefined ? 'the default; the scale decides it' : 'the scale that was told'}), and there are no outputs to look at`,
    );
  } else if (options.scale !== undefined && options.scale !== scale) {
    warnings.push(`it enlarges by ${scale}, not by ${options.scale} as was told`);
  }
  return { architecture: metadata.architecture ?? kind, scale, shrunk, fixed, warnings };
}

/** The files' names without endings, those that occur more than once numbered: `net`, `net (2)`. */
function uniqueNames(files: readonly string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const plain = path.basename(file).replace(/(?<=.)\.[A-Za-z]\w{0,10}$/, '');
    let name = plain;
    for (let n = 2; taken.has(name); n++) name = `${plain} (${n})`;
    taken.add(name);
    return name;
  });
}

/** `auto`: some from the first block to the last; `all`; or those named, among which `last` is each network's own last block. */
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
  const isOf = (layer: string, { layers }: ImportedNetwork): boolean => layers.includes(layer);
  const foreign = wanted.find(
    (layer) => layer !== LAST && !networks.some(({ network }) => isOf(layer, network)),
  );
  const known = networks.map(({ file, network }) => `${file} has ${network.layers.join(', ')}`).join('; ');
  if (foreign !== undefined) throw new InputError(`No layer ${JSON.stringify(foreign)}: ${known}.`);
  return networks.map(({ file, network }) => {
    // A layer that has this very name is meant itself.
    const last = wanted.includes(LAST) && !isOf(LAST, network) ? lastOf(network) : undefined;
    const own = network.layers.filter((layer) => layer === last || wanted.includes(layer));
    if (own.length === 0)
      throw new InputError(`${file} has none of the layers ${wanted.join(', ')}: ${known}.`);
    return own;
  });
}

/** Stands for a network's last block. */
const LAST = 'last';

/** The last block, whatever the architecture calls it. */
function lastOf(network: ImportedNetwork): string {
  return lastBlock({ layers: bodyOf(network) });
}

/** Where to look for blocks: a graph names its own, others have them among their layers. */
function bodyOf(network: ImportedNetwork): readonly string[] {
  return isGraphNetwork(network) && network.blocks.length > 0 ? network.blocks : network.layers;
}

/** The deepest of these layers that is not behind the network's last block; the last of them where all are. */
export function judgedLayer(network: ImportedNetwork, layers: readonly string[]): string {
  const last = network.layers.indexOf(lastOf(network));
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

/** The bytes that features may take: a quarter of the machine's memory, at most 2 GB; without end where they go to disk. */
function roomFor(solver: Solver, patches: number): number {
  return isRandomised(solver, patches) ? Infinity : Math.min(2e9, os.totalmem() / 4);
}

/**
 * Groups layers by the memory that their features take, which is found by showing the network one patch.
 *
 * @param solver of `analyse`: by the randomised one features go to disk, and the network runs once for all layers.
 */
export async function groupLayers(
  network: ImportedNetwork,
  layers: readonly string[],
  patches: readonly Image[],
  solver: Solver = 'auto',
): Promise<LayerGroups> {
  const room = roomFor(solver, patches.length);
  const one = await tap(network, layers, patches.slice(0, 1));
  const features = new Map(layers.map((layer) => [layer, one[layer].columns]));
  const groups: string[][] = [];
  const tooLarge: { layer: string; gigabytes: number }[] = [];
  let used = 0;
  for (const layer of layers) {
    const bytes = features.get(layer)! * patches.length * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > room) {
      tooLarge.push({ layer, gigabytes: bytes / 1e9 });
      continue;
    }
    if (groups.length === 0 || used + bytes > room) {
      groups.push([]);
      used = 0;
    }
    groups[groups.length - 1].push(layer);
    used += bytes;
  }
  return { groups, features, tooLarge };
}
