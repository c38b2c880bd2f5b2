import path from 'node:path';
import { InputError } from '../../errors';
import { buildNetwork, loadNetwork, writeWeights, type Network } from '../network';
import { assemble } from './assemble';
import { readWeightFile } from './read-weights';
import { recognise } from './recognise';
import type { ImportOptions, Tensors } from './recognised';
import { settled, type Built } from './settle';

/**
 * Reads a network that others trained: a PyTorch state dict (`.pth`, `.pt`, `.ckpt`, zip or legacy), or the same tensors as
 * safetensors or `.npz`. Its architecture, channels, blocks and scale are found by the tensors' names and shapes; every tensor is
 * used exactly once. Constants that are in the authors' code, not in the file (residual scaling, slopes, range, global
 * residual), are taken from the options or assumed: `metadata.assumed` lists these. Then it is shown an image: where what was
 * assumed makes nothing of it and another value in use does, that is taken; features or an output that seem wrong all the
 * same (another input range or channel order) are told in `metadata.warning`. A file of this project's own is loaded as it is.
 *
 * @throws InputError naming the file and what does not fit.
 */
export async function importWeights(file: string, options: ImportOptions = {}): Promise<Network> {
  return (await importRecognised(file, options)).network;
}

/** As `importWeights`; `ranged` tells that the network has the range in it that the options tell. */
export async function importRecognised(
  file: string,
  options: ImportOptions,
): Promise<{ readonly network: Network; readonly ranged: boolean }> {
  const { tensors, metadata } = await readWeightFile(file);
  if (metadata.network !== undefined) return { network: await loadNetwork(file), ranged: false };
  const { network, recognised } = await settled((told) => built(file, tensors, metadata, told), options);
  return { network, ranged: recognised.ranged ?? false };
}

/** The network with the weights, as its names and shapes and the options tell. */
async function built(
  file: string,
  tensors: Tensors,
  metadata: Readonly<Record<string, string>>,
  options: ImportOptions,
): Promise<Built> {
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
  return { network, recognised };
}
