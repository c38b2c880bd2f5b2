import { stat } from 'node:fs/promises';
import { withFileBytes } from '@ddr-lab/base/files/byte-source';
import { headerLength } from '../weights/safetensors-header';

/** What a file of weights can be, by its first bytes: a zip is PyTorch's or NumPy's. */
export type Format = 'safetensors' | 'zip' | 'pickle';

/** So many bytes are enough to tell. */
export const FIRST_BYTES = 64;

/**
 * The format that a file's first bytes tell, whatever its name is; undefined where they are those of no file of weights.
 *
 * @param size the file's, in bytes.
 */
export function formatOf(first: Uint8Array, size: number): Format | undefined {
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
export function mistakeIn(first: Uint8Array): string {
  if (first.length === 0) return 'it is empty';
  const text = Buffer.from(first).toString('latin1').trimStart().toLowerCase();
  const found = mistakes.find(([beginnings]) => beginnings.some((one) => text.startsWith(one)));
  if (text.slice(257, 262) === 'ustar') return 'it is a tar archive: unpack it first';
  return (
    found?.[1] ??
    'it begins like no file of weights: neither PyTorch (.pth, .pt, .ckpt) nor safetensors nor .npz. It may be damaged'
  );
}
