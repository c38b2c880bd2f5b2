import { InputError } from '@ddr-lab/base/errors';
import { type ByteSource, withFileBytes } from '@ddr-lab/base/files/byte-source';
import { withZip } from '@ddr-lab/base/files/zip';
import { npzContents } from '@ddr-lab/weights/npz-contents';
import { headerLength, safetensorsContents } from '@ddr-lab/weights/safetensors';
import { Reading, type WeightContents } from '@ddr-lab/weights/stored';
import { legacyFormatContents, picklesIn, zipFormatContents } from '@ddr-lab/weights/torch/contents';
import { stat } from 'node:fs/promises';

/** What a file of weights can be, by its first bytes: a zip is PyTorch's or NumPy's. */
export type Format = 'safetensors' | 'zip' | 'pickle';

/** So many bytes are enough to tell. */
const FIRST_BYTES = 64;

/**
 * The format that a file's first bytes tell, whatever its name is; undefined where they are those of no file of weights.
 *
 * @param size the file's, in bytes.
 */
function formatOf(first: Uint8Array, size: number): Format | undefined {
  if (first[0] === 0x50 && first[1] === 0x4b && first[2] <= 7 && first[3] <= 8) return 'zip';
  // 8 bytes that count the header's, then the header, a JSON object.
  if (first.length > 8 && first[8] === 0x7b && headerLength(first) <= size) return 'safetensors';
  // Protocol 2 and later, which torch.save writes.
  if (first[0] === 0x80 && first[1] >= 2 && first[1] <= 5) return 'pickle';
  return undefined;
}

/** The format of a file; undefined for one of another kind, a folder, or none. */
export async function formatOfFile(file: string): Promise<Format | 'onnx' | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) return undefined;
  return withFileBytes(file, (bytes) => {
    const first = bytes.read(0, Math.min(FIRST_BYTES, bytes.size));
    return formatOf(first, bytes.size) ?? (isOnnx(first) ? 'onnx' : undefined);
  });
}

/** A ModelProto begins with its version (field 1), then the producer's name, an operator set, or the graph. */
function isOnnx(first: Uint8Array): boolean {
  return first[0] === 0x08 && first[1] <= 20 && [0x12, 0x1a, 0x3a, 0x42].includes(first[2]);
}

/** Kinds of files that are taken for weights by mistake, by how they begin (in lower case), with what to do. */
const mistakes: readonly (readonly [beginnings: readonly string[], why: string])[] = [
  [
    ['version https://git-lfs'],
    'it is a pointer of Git LFS, not the file itself: fetch it with "git lfs pull"',
  ],
  [['<!doctype', '<html', '<?xml'], 'it is a web page: the download went wrong, or needs a login'],
  [['\x89hdf'], 'it is HDF5 (Keras): save it as safetensors, or convert the model to tfjs'],
  [['\x93numpy'], 'it is one array, and weights have names: write numpy.savez(file, **weights)'],
  [['\x1f\x8b', 'bzh', '\xfd7zxz', '7z\xbc\xaf', 'rar!'], 'it is a compressed archive: unpack it first'],
  [['{'], 'it is JSON: of a tfjs model, name model.json or its folder'],
];

/** What is wrong with a file that is none of weights. */
function mistakeIn(first: Uint8Array): string {
  if (first.length === 0) return 'it is empty';
  const text = Buffer.from(first).toString('latin1').trimStart().toLowerCase();
  const found = mistakes.find(([beginnings]) => beginnings.some((one) => text.startsWith(one)));
  if (text.slice(257, 262) === 'ustar') return 'it is a tar archive: unpack it first';
  return (
    found?.[1] ??
    'it begins like no file of weights: neither PyTorch (.pth, .pt, .ckpt) nor safetensors nor .npz. It may be damaged'
  );
}

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
