import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataRoot } from '../../images/data-root';

/** Files that hold PyTorch weights by their names. */
const weightFile = /\.(pth|pt|ckpt|safetensors)$/;

/** Weight files of networks that others trained: those in the data root's folder `weights`, by name; none without it. */
export async function thirdPartyWeights(): Promise<string[]> {
  const root = dataRoot();
  if (root === undefined) return [];
  const folder = path.join(root, 'weights');
  const files = await readdir(folder).catch(() => [] as string[]);
  return files
    .filter((file) => weightFile.test(file))
    .sort()
    .map((file) => path.join(folder, file));
}
