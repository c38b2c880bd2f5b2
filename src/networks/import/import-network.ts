import type { GraphNetwork } from '../graph-network';
import type { Network } from '../network';
import { networkOf } from './import-graph';
import { importWeights } from './import-weights';
import { openOnnx } from './onnx/open-onnx';
import { openTfjs } from './tfjs/open-tfjs';
import { isTfjs } from './tfjs/read-tfjs';
import type { ImportOptions } from './recognised';

/** What a file may hold: weights of an architecture known here, or a whole network with its own graph. */
export type ImportedNetwork = Network | GraphNetwork;

/**
 * Reads a network that others trained, from a file of any kind (docs/import.md).
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function importNetwork(file: string, options: ImportOptions = {}): Promise<ImportedNetwork> {
  if (/\.onnx$/i.test(file)) return networkOf(file, options, () => openOnnx(file, options));
  if (await isTfjs(file)) return networkOf(file, options, () => openTfjs(file));
  return importWeights(file, options);
}
