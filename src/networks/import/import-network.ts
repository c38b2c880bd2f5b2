import { InputError } from '@ddr-lab/base/errors';
import type { GraphRuntime } from '@ddr-lab/graphs/graph-runtime';
import { openOnnx } from '@ddr-lab/graphs/onnx/open-onnx';
import { layersRuntime } from '@ddr-lab/graphs/tfjs/layers-runtime';
import { openTfjs } from '@ddr-lab/graphs/tfjs/open-tfjs';
import { isTfjs } from '@ddr-lab/graphs/tfjs/read-tfjs';
import type { GraphNetwork } from '../tappable';
import type { Network } from '../network';
import { formatOfFile } from './open-weights';
import { networkOf } from './graph-network';
import { importRecognised } from './import-weights';
import type { ImportOptions } from './recognised';

/** What a file may hold: weights of an architecture known here, or a whole network with its own graph. */
export type ImportedNetwork = Network | GraphNetwork;

/**
 * Reads a network that others trained, from a file of any kind (docs/import.md).
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function importNetwork(file: string, options: ImportOptions = {}): Promise<ImportedNetwork> {
  const format = await formatOfFile(file);
  // Bytes tell more than names; a damaged ONNX file has nothing but its name.
  const isOnnx = format === 'onnx' || (format === undefined && /\.onnx$/i.test(file));
  if (isOnnx) return networkOf(file, options, () => openOnnx(file, options));
  if (format === undefined && (await isTfjs(file)))
    return networkOf(file, options, () => openTfjs(file, options));
  const { network, ranged } = await importRecognised(file, options);
  const { range, outputRange, ...rest } = options;
  const between = ranged ? rest : options;
  const isAsked =
    options.channels !== undefined || (!ranged && (range !== undefined || outputRange !== undefined));
  // More planes than colours are frames of clips, or noise: whoever runs such a network knows what it takes.
  const planes = network.model.inputs[0].shape[3] ?? 3;
  if (planes >= 3 && !isAsked) return network;
  // Luma alone, or another range or order than all networks here have: something stands between.
  return networkOf(file, between, () => runtimeOfWeights(file, network));
}

/** What runs a network of ours, with its own names of layers. */
async function runtimeOfWeights(file: string, { model, layers, metadata }: Network): Promise<GraphRuntime> {
  const runtime = await layersRuntime(model, file, (why) => {
    throw new InputError(`${file}: ${why}.`);
  });
  // What was said of it fed as our own networks are is of no account.
  const known = Object.entries(metadata).filter(([name]) => name !== 'warning');
  return {
    ...runtime,
    layers,
    blocks: runtime.blocks.filter((name) => layers.includes(name)),
    metadata: Object.fromEntries(known),
  };
}
