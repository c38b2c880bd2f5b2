import { toHalf } from '@ddr-lab/base/arrays/half';
import { InputError } from '@ddr-lab/base/errors';
import { bytesInMemory, partOf, withFileBytes, type ByteSource } from '@ddr-lab/base/files/byte-source';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { WeightTensor } from '@ddr-lab/engine/gradients/weight-tensor';
import type { WeightContents } from './contents';
import { Reading } from './reading';
import { readSafetensorsHeader } from './safetensors-header';
import { StoredTensor } from './stored-tensor';

/** Named float32 arrays and a record of words about them: what a weight file holds. */
export interface WeightFile {
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How numbers are stored: F32 as they are, F16 rounded to half precision. */
export type Precision = 'F32' | 'F16';

/**
 * The bytes of a safetensors file: 8 bytes of header length, a JSON header, the tensors. Keys are written in
 * their map's order, so that equal weights give equal files.
 */
export function encodeSafetensors(file: WeightFile, precision: Precision = 'F32'): Uint8Array {
  const size = precision === 'F16' ? 2 : 4;
  const header: Record<string, unknown> = { __metadata__: file.metadata };
  let length = 0;
  for (const [name, { shape, data }] of file.tensors) {
    header[name] = { dtype: precision, shape, data_offsets: [length, length + data.length * size] };
    length += data.length * size;
  }
  let json = JSON.stringify(header);
  // The format asks for tensors aligned to 8 bytes: spaces fill the header up.
  json += ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8);
  const headerBytes = Buffer.from(json);
  const bytes = new Uint8Array(8 + headerBytes.length + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const { data } of file.tensors.values()) {
    for (const value of data) {
      if (precision === 'F16') view.setUint16(at, toHalf(value), true);
      else view.setFloat32(at, value, true);
      at += size;
    }
  }
  return bytes;
}

/** Writes a safetensors file, whole or not at all. */
export async function writeSafetensors(path: string, file: WeightFile, precision?: Precision): Promise<void> {
  await writeWhole(path, encodeSafetensors(file, precision));
}

/**
 * Reads a safetensors file into float32: every type of `arrays/number-types`.
 *
 * @throws InputError naming the file when it is missing, cut short, no safetensors file, or holds other types.
 */
export function readSafetensors(path: string): Promise<WeightFile> {
  return withFileBytes(path, (bytes) => plain(safetensorsContents(bytes, path)));
}

/** Decodes the bytes of a safetensors file; `path` names it in errors. */
export function decodeSafetensors(bytes: Uint8Array, path = 'weights'): WeightFile {
  return plain(safetensorsContents(bytesInMemory(bytes, path), path));
}

/** What a safetensors file holds; the numbers are read when they are asked for, while `bytes` are there. */
export function safetensorsContents(bytes: ByteSource, path: string, reading?: Reading): WeightContents {
  const refuse = (why: string): never => {
    throw new InputError(`${path}: not a whole safetensors file (${why}).`);
  };
  const shared = reading ?? new Reading(bytes.size, refuse);
  const { tensors, metadata } = readSafetensorsHeader(bytes, refuse);
  const stored = [...tensors].map(([name, { shape, type, at }]): [string, StoredTensor] => {
    const numbers = { bytes: partOf(bytes, at, bytes.size - at, path), type };
    return [name, new StoredTensor(name, shape, numbers, shared)];
  });
  return { tensors: new Map(stored), opaque: new Map(), metadata };
}

/** Everything in memory. */
function plain({ tensors, metadata }: WeightContents): WeightFile {
  return {
    tensors: new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data }])),
    metadata,
  };
}
