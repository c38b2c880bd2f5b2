import { readFile, stat } from 'node:fs/promises';
import { fromBfloat16, fromHalf, toHalf } from '../../arrays/half';
import { InputError } from '../../errors';
import { writeWhole } from '../../files/write-whole';

/** Named float32 arrays and a record of words about them: what a weight file holds. */
export interface WeightFile {
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How numbers are stored: F32 as they are, F16 rounded to half precision. */
export type Precision = 'F32' | 'F16';

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** A header over this many bytes is refused unread (the format's own limit is 100 MB). */
const HEADER_LIMIT = 10e6;

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
 * Reads a safetensors file of F32, F16, BF16 or F64 tensors into float32.
 *
 * @throws InputError naming the file when it is missing, cut short, no safetensors file, or holds other types.
 */
export async function readSafetensors(path: string): Promise<WeightFile> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new InputError(`${path}: no such file.`);
  return decodeSafetensors(await readFile(path), path);
}

/** Decodes the bytes of a safetensors file; `path` names it in errors. */
export function decodeSafetensors(bytes: Uint8Array, path = 'weights'): WeightFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (why: string): never => {
    throw new InputError(`${path}: not a whole safetensors file (${why}).`);
  };
  if (bytes.length < 8) refuse(`${bytes.length} bytes`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > HEADER_LIMIT) refuse(`its header would have ${headerLength} bytes`);
  if (8 + headerLength > bytes.length) refuse('it ends within its header');
  const header = parseHeader(Buffer.from(bytes.subarray(8, 8 + headerLength)).toString(), refuse);
  const start = 8 + headerLength;
  const tensors = new Map<string, WeightTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    checkEntry(name, entry, bytes.length - start, refuse);
    const { dtype, shape, data_offsets: offsets } = entry as HeaderEntry;
    tensors.set(name, {
      shape,
      data: numbers(
        view,
        start + offsets[0],
        dtype,
        shape.reduce((a, b) => a * b, 1),
      ),
    });
  }
  const metadata = (header.__metadata__ ?? {}) as Record<string, unknown>;
  return {
    tensors,
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, String(value)])),
  };
}

function parseHeader(text: string, refuse: (why: string) => never): Record<string, unknown> {
  try {
    const header = JSON.parse(text) as unknown;
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
  } catch {
    // Falls through: both are the same to the reader.
  }
  return refuse('its header is no JSON object');
}

const bytesOf: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

function checkEntry(name: string, entry: unknown, room: number, refuse: (why: string) => never): void {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole(shape) || !whole(offsets) || offsets.length !== 2)
    return refuse(`tensor ${name} has no shape or place`);
  const size = dtype === undefined ? undefined : bytesOf[dtype];
  if (!size)
    return refuse(`tensor ${name} is of type ${dtype}; known are ${Object.keys(bytesOf).join(', ')}`);
  const length = shape.reduce((a, b) => a * b, 1) * size;
  if (offsets[1] - offsets[0] !== length)
    return refuse(`tensor ${name}: ${length} bytes by its shape, ${offsets[1] - offsets[0]} by its place`);
  if (offsets[1] > room) return refuse(`it ends within tensor ${name}`);
}

function numbers(view: DataView, at: number, dtype: string, count: number): Float32Array {
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    if (dtype === 'F32') data[i] = view.getFloat32(at + 4 * i, true);
    else if (dtype === 'F64') data[i] = view.getFloat64(at + 8 * i, true);
    else if (dtype === 'F16') data[i] = fromHalf(view.getUint16(at + 2 * i, true));
    else data[i] = fromBfloat16(view.getUint16(at + 2 * i, true));
  }
  return data;
}
