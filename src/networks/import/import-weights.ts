import path from 'node:path';
import { InputError } from '../../errors';
import { buildNetwork, loadNetwork, writeWeights, type Network } from '../network';
import { architectures } from './architectures/architectures';
import { assemble } from './assemble';
import { readWeightFile } from './read-weights';
import type { ImportOptions, Recognised, Tensors } from './recognised';
import { responseWarning, responseOf } from './response';

/**
 * Reads a network that others trained: a PyTorch state dict (`.pth`, `.pt`, `.ckpt`, zip or legacy), or the same tensors as
 * safetensors or `.npz`. Its architecture, channels, blocks and scale are found by the tensors' names and shapes; every tensor is
 * used exactly once. Then it is shown an image: whether an SRResNet or SRCNN adds the upsampled input, which its
 * weights do not tell, is found by its output; an output that is far from the input's upscaling (another input range or
 * channel order) is told in `metadata.warning`. A file of this project's own is loaded as it is.
 *
 * @throws InputError naming the file and what does not fit.
 */
export async function importWeights(file: string, options: ImportOptions = {}): Promise<Network> {
  const { tensors, metadata } = await readWeightFile(file);
  if (metadata.network !== undefined) return loadNetwork(file);
  const asTold = await built(file, tensors, metadata, options);
  const { spec } = asTold;
  const residual = 'globalResidual' in spec && options.globalResidual === undefined;
  // Luma alone is no image to be shown.
  if (asTold.model.inputs[0].shape[3] !== 3) return asTold;
  const response = await responseOf(asTold);
  if (!response) return asTold;
  // Whether an SRResNet adds the upsampled input is in its code, not in its weights: the output shows it. Added where it
  // should not be, the image is there twice; left out, it is not there at all.
  if (residual && responseWarning(response)) {
    const other = await built(file, tensors, metadata, { ...options, globalResidual: !spec.globalResidual });
    const better = await responseOf(other);
    if (better && !responseWarning(better)) {
      asTold.model.dispose();
      return other;
    }
    other.model.dispose();
  }
  const warning = responseWarning(response);
  return warning === undefined ? asTold : { ...asTold, metadata: { ...asTold.metadata, warning } };
}

/** The network with the weights, as its names and shapes and the options tell. */
async function built(
  file: string,
  tensors: Tensors,
  metadata: Readonly<Record<string, string>>,
  options: ImportOptions,
): Promise<Network> {
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
