import { isSaved } from '../saved-network';
import type { WeightFile } from '@ddr-lab/weights/safetensors';
import { metadataOf, tensorsOfNetwork } from './network-in';
import { withWeights } from './open-weights';
import type { ImportOptions } from './recognised';

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
