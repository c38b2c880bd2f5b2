import { readNpz } from '../../arrays/npz';
import { readSafetensors, type WeightFile, type WeightTensor } from '../weights/safetensors';
import { readTorch } from './torch/read-torch';

/**
 * Named tensors from a file of any format that holds such: safetensors, NumPy's `.npz`, and what else is, PyTorch's
 * (`.pth`, `.pt`, `.ckpt`, `.bin`). As float32, names and shapes as in the file.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function readWeightFile(file: string): Promise<WeightFile> {
  if (file.endsWith('.safetensors')) return readSafetensors(file);
  if (file.endsWith('.npz')) return fromNpz(file);
  return readTorch(file);
}

async function fromNpz(file: string): Promise<WeightFile> {
  const tensors = new Map<string, WeightTensor>();
  for (const [name, { shape, data }] of Object.entries(await readNpz(file))) {
    tensors.set(name, { shape, data: Float32Array.from(data as ArrayLike<number | bigint>, Number) });
  }
  return { tensors, metadata: {} };
}
