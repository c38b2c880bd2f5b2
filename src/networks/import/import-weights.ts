import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { buildNetwork, type Network } from '../network';
import { isSaved, savedNetwork } from '../saved-network';
import { checkConstants, notUsed } from './assumptions';
import { assembly, type Built, settled } from './assemble';
import { metadataOf, tensorsOfNetwork, unreadParameters } from './network-in';
import { withWeights } from './open-weights';
import { recognise } from './recognise';
import type { ImportOptions, Recognised, Tensors } from './recognised';
import type { WeightFile } from '@ddr-lab/weights/safetensors';

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
  checkConstants(options);
  return withWeights(file, async (contents, reading) => {
    if (isSaved(contents)) return { network: await savedNetwork(file, contents), ranged: false };
    const { tensors, place } = tensorsOfNetwork(file, contents, options);
    const metadata = metadataOf(contents, place);
    const { network, recognised } = await settled(
      (told) => built(file, tensors, metadata, told),
      options,
    ).catch((error: unknown) => {
      const unread = unreadParameters(contents, place);
      if (!(error instanceof InputError) || unread === '') throw error;
      throw new InputError(error.message + unread);
    });
    const warnings = [idleConstants(tensors, recognised, options), reading.notes].filter(
      (one) => one !== undefined,
    );
    const described = warnings.reduce(withWarning, network.metadata);
    return { network: { ...network, metadata: described }, ranged: recognised.ranged ?? false };
  });
}

/** Constants that were told of a network that has none such: other than it would assume, and a mean where it has one. */
function idleConstants(tensors: Tensors, { ranged }: Recognised, options: ImportOptions): string | undefined {
  const untold = {
    ...options,
    residualScaling: undefined,
    mean: undefined,
    slope: undefined,
    outputActivation: undefined,
    stages: undefined,
  };
  const { assumed = [] } = recognise('', tensors, untold);
  return notUsed(options, new Set([...assumed.map(({ option }) => option), ...(ranged ? ['mean'] : [])]));
}

/** Metadata with one more warning. */
function withWarning(metadata: Network['metadata'], warning: string): Network['metadata'] {
  return { ...metadata, warning: [metadata.warning, warning].filter(Boolean).join('; ') };
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
  const { give, finish } = assembly(recognised, tensors, refuse);
  const words = { ...metadata, architecture: recognised.architecture, source: path.basename(file) };
  const network = await buildNetwork(recognised.spec, words, give);
  try {
    finish();
  } catch (error) {
    network.model.dispose();
    throw error;
  }
  return { network, recognised };
}

/**
 * Named tensors from a file of any format that holds such, as float32: PyTorch's (`.pth`, `.pt`, `.ckpt`, zip and legacy),
 * safetensors, NumPy's `.npz`. The file's bytes tell which it is, not its name. Nothing in it is ever run.
 *
 * Of a checkpoint, the tensors of the one network in it that is recognised (`options.place` names one of several), else those under
 * `params_ema`, `params`, `state_dict`, `generator`, `net_g`, `model_state_dict`, `model`, `net` (the first that is there),
 * else all. Names and shapes are the file's own (kernels out x in x height x width in PyTorch), less what wrappers put in front of
 * all names; `metadata.place` says where the tensors were.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function readWeightFile(file: string, options: ImportOptions = {}): Promise<WeightFile> {
  return withWeights(file, (contents, reading) => {
    const { place, tensors } = isSaved(contents)
      ? { place: '', tensors: contents.tensors }
      : tensorsOfNetwork(file, contents, options);
    const read = new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data }]));
    const { notes } = reading;
    const metadata = metadataOf(contents, place);
    return { tensors: read, metadata: notes === undefined ? metadata : { ...metadata, lost: notes } };
  });
}
