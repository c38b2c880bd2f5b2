import { InputError } from '@ddr-lab/base/errors';
import { withFileBytes, type ByteSource } from '@ddr-lab/base/files/byte-source';
import { withZip } from '@ddr-lab/base/files/zip';
import type { WeightContents } from '../weights/contents';
import { Reading } from '../weights/reading';
import { safetensorsContents } from '../weights/safetensors';
import { FIRST_BYTES, formatOf, mistakeIn } from './format';
import { npzContents } from './npz-contents';
import { legacyFormatContents } from './torch/read-legacy-format';
import { picklesIn, zipFormatContents } from './torch/read-zip-format';

/**
 * Opens a file of weights of any format (its bytes tell which, not its name), hands what it holds to `use`, and closes
 * it. Numbers are read when they are asked for, so files of any size can be opened, as long as what is needed of them fits
 * into memory.
 *
 * @throws InputError naming the file and what is wrong with it. What `use` throws passes through.
 */
export function withWeights<T>(
  file: string,
  use: (contents: WeightContents, reading: Reading) => T | Promise<T>,
): Promise<T> {
  return withFileBytes(file, async (bytes) => {
    const first = bytes.read(0, Math.min(FIRST_BYTES, bytes.size));
    const format = formatOf(first, bytes.size);
    if (!format) {
      const more = bytes.read(0, Math.min(512, bytes.size));
      throw new InputError(`${file}: cannot be read as weights: ${mistakeIn(more)}.`);
    }
    if (format === 'safetensors') {
      const reading = new Reading(bytes.size, refusing(`${file}: cannot be read as weights`));
      return use(safetensorsContents(bytes, file, reading), reading);
    }
    if (format === 'pickle') {
      const reading = new Reading(bytes.size, refusing(`${file}: cannot be read as PyTorch weights`));
      return use(legacyFormatContents(bytes, file, reading), reading);
    }
    return withZipped(file, bytes, use);
  });
}

function withZipped<T>(
  file: string,
  { size }: ByteSource,
  use: (contents: WeightContents, reading: Reading) => T | Promise<T>,
): Promise<T> {
  const reading = new Reading(size, refusing(`${file}: cannot be read as weights`));
  return withZip(
    file,
    (zip) => {
      if (picklesIn(zip).length > 0) return use(zipFormatContents(zip, reading), reading);
      const names = [...zip.entries.keys()];
      if (names.length > 0 && names.every((name) => name.endsWith('.npy'))) {
        return use(npzContents(zip, file, reading), reading);
      }
      const some = names.slice(0, 4).join(', ');
      return reading.refuse(
        `it is a zip file without data.pkl, so not one that torch.save wrote, and not of arrays alone (.npz). It holds ${some || 'nothing'}`,
      );
    },
    { spend: (bytes, what) => reading.spend(bytes, what) },
  );
}

function refusing(what: string): (why: string) => never {
  return (why) => {
    throw new InputError(`${what}: ${why}.`);
  };
}
