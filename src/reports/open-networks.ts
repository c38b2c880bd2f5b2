import path from 'node:path';
import { importNetwork, type ImportedNetwork } from '../networks/import/import-network';
import type { ImportOptions } from '../networks/import/recognised';
import { responseOf } from '../networks/import/response';
import { disposeNetwork, isGraphNetwork } from '../networks/tappable';
import type { Size } from './settings';

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
 * @throws InputError as `importNetwork`; the networks opened before are freed.
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
