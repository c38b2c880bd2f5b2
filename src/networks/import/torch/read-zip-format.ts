import type { Zip } from '@ddr-lab/base/files/zip';
import type { WeightContents } from '../../weights/contents';
import type { Reading } from '../../weights/reading';
import { unpickle } from '../pickle/unpickle';
import { contentsOf } from './contents';
import { torchRules } from './rules';
import { Storages } from './storages';

/** The names of the entries that hold a pickle of tensors: PyTorch writes one, in a folder named after the file. */
export function picklesIn(zip: Zip): string[] {
  return [...zip.entries.keys()].filter((name) => /(^|\/)data\.pkl$/.test(name));
}

/** The tensors of a file of PyTorch 1.6 and later: a zip with one pickle and one entry a storage. */
export function zipFormatContents(zip: Zip, reading: Reading): WeightContents {
  const { refuse } = reading;
  const pickles = picklesIn(zip);
  if (pickles.length > 1) return refuse(`it has several pickles: ${pickles.slice(0, 4).join(', ')}`);
  const [main] = pickles;
  const folder = main.slice(0, -'data.pkl'.length);
  const order = zip.entries.has(`${folder}byteorder`)
    ? Buffer.from(zip.begin(`${folder}byteorder`, 20))
        .toString()
        .slice(0, 20)
    : 'little';
  if (order !== 'little')
    return refuse(`its numbers are in ${order}-endian order; save it on another machine`);
  const storages = new Storages(refuse);
  const { value } = unpickle(zip.read(main), torchRules(storages, refuse));
  return contentsOf(
    value,
    ({ key, count, type }, name) => {
      const entry = `${folder}data/${key}`;
      const bytes = zip.bytes(entry);
      if (bytes.size !== count * type!.size) {
        return refuse(
          `the numbers of ${name} are ${bytes.size} bytes where ${count * type!.size} are needed`,
        );
      }
      return bytes;
    },
    reading,
  );
}
