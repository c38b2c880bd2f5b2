import path from 'node:path';
import { InputError } from '../../errors';
import { buildNetwork, loadNetwork, writeWeights, type Network } from '../network';
import { architectures } from './architectures/architectures';
import { assemble } from './assemble';
import { readWeightFile } from './read-weights';
import type { ImportOptions, Recognised, Tensors } from './recognised';

/**
 * Reads a network that others trained: a PyTorch state dict (`.pth`, `.pt`, `.ckpt`, zip or legacy), or the same tensors as
 * safetensors or `.npz`. Its architecture, channels, blocks and scale are found by the tensors' names and shapes; every tensor is
 * used exactly once. A file of this project's own is loaded as it is.
 *
 * @throws InputError naming the file and what does not fit.
 */
export async function importNetwork(file: string, options: ImportOptions = {}): Promise<Network> {
  const { tensors, metadata } = await readWeightFile(file);
  if (metadata.network !== undefined) return loadNetwork(file);
  const refuse = (why: string): never => {
    throw new InputError(`${file}: ${why}.`);
  };
  const recognised = recognise(file, tensors, options);
  const network = await buildNetwork(recognised.spec, {
    ...metadata,
    architecture: recognised.architecture,
    source: path.basename(file),
  });
  try {
    const shapes = new Map(
      network.model.weights.map((weight) => [weight.originalName, weight.shape as number[]]),
    );
    writeWeights(network.model, assemble(recognised, tensors, shapes, refuse));
  } catch (error) {
    network.model.dispose();
    throw error;
  }
  return network;
}

function recognise(file: string, tensors: Tensors, options: ImportOptions): Recognised {
  for (const find of Object.values(architectures)) {
    try {
      const found = find(tensors, options);
      if (found) return found;
    } catch (error) {
      throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
    }
  }
  const some = [...tensors].slice(0, 4).map(([name, { shape }]) => `${name} (${shape.join(' x ')})`);
  throw new InputError(
    `${file}: its ${tensors.size} tensors (${some.join(', ')}, ...) are of no architecture known here: ${Object.keys(architectures).join('; ')}. ` +
      'Others take a few lines of tfjs: see docs/import.md.',
  );
}
