import { withZip } from '../../../files/zip';
import type { WeightTensor } from '../../weights/safetensors';
import { unpickle } from '../pickle/unpickle';
import { torchRules } from './rules';
import { findStateDict } from './state-dict';
import { readViews } from './tensors';

/** The tensors of a file of PyTorch 1.6 and later: a zip with one pickle and one entry a storage. */
export function readZipFormat(
  file: string,
  refuse: (why: string) => never,
): Promise<{ tensors: Map<string, WeightTensor>; place?: string }> {
  return withZip(file, async ({ entries, read }) => {
    const main = [...entries.keys()].find((name) => /(^|\/)data\.pkl$/.test(name));
    if (main === undefined)
      return refuse('it is a zip file without data.pkl, so not one that torch.save wrote');
    const folder = main.slice(0, -'data.pkl'.length);
    const order = entries.has(`${folder}byteorder`)
      ? Buffer.from(await read(`${folder}byteorder`)).toString()
      : 'little';
    if (order !== 'little')
      return refuse(`its numbers are in ${order.slice(0, 20)}-endian order; save it on another machine`);
    const { value } = unpickle(await read(main), torchRules(refuse));
    const { tensors: views, place } = findStateDict(value, refuse);
    const tensors = await readViews(views, ({ key, count, dtype }, name) => {
      const entry = `${folder}data/${key}`;
      const size = entries.get(entry)?.uncompressedSize;
      if (size !== undefined && size !== count * dtype.size) {
        return refuse(`the numbers of ${name} are ${size} bytes where ${count * dtype.size} are needed`);
      }
      return read(entry);
    });
    return { tensors, place };
  });
}
