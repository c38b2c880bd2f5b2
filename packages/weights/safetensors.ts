import { toHalf } from '@ddr-lab/base/arrays/half';
import { knownTypes, numberType, type NumberType } from '@ddr-lab/base/arrays/number-types';
import { InputError } from '@ddr-lab/base/errors';
import { bytesInMemory, type ByteSource, partOf, withFileBytes } from '@ddr-lab/base/files/byte-source';
import { duplicateKey } from '@ddr-lab/base/files/duplicate-key';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { Reading, StoredTensor, type WeightContents } from './stored';

/** A tensor's place: bytes from the start of the file. */
export interface HeaderTensor {
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly at: number;
}

/** What a safetensors file says at its beginning. */
export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, HeaderTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A header over this many bytes is refused unread (the format's own limit is 100 MB). */
const HEADER_LIMIT = 10e6;

/** Text of the file in messages is cut after this many characters. */
const SOME = 60;

type Refuse = (why: string) => never;

/**
 * Reads and checks a header: every tensor's size is that of its place, and the places follow one another without
 * overlaps or holes to the file's end, as the format demands. So no header asks for more than the file has.
 *
 * @param refuse throws the error that names the file.
 */
function readSafetensorsHeader(bytes: ByteSource, refuse: Refuse): SafetensorsHeader {
  if (bytes.size < 8) return refuse(`${bytes.size} bytes`);
  const length = headerLength(bytes.read(0, 8));
  if (length > HEADER_LIMIT) return refuse(`its header would have ${length} bytes`);
  if (8 + length > bytes.size) return refuse('it ends within its header');
  const header = parseHeader(Buffer.from(bytes.read(8, length)).toString(), refuse);
  const start = 8 + length;
  const tensors = new Map<string, HeaderTensor>();
  const places: { name: string; from: number; to: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { type, shape, from, to } = checkedEntry(name, entry, bytes.size - start, refuse);
    tensors.set(name, { type, shape, at: start + from });
    places.push({ name, from, to });
  }
  checkPlaces(places, bytes.size - start, refuse);
  return { tensors, metadata: metadataOf(header, refuse) };
}

/** What the first 8 bytes of a safetensors file count. */
export function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

function parseHeader(text: string, refuse: Refuse): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return refuse('its header is no JSON object');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    return refuse('its header is no JSON object');
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) return refuse(`its header has ${JSON.stringify(cut(twice))} twice`);
  return header as Record<string, unknown>;
}

function metadataOf(header: Record<string, unknown>, refuse: Refuse): Record<string, string> {
  const metadata = Object.hasOwn(header, '__metadata__') ? header.__metadata__ : {};
  if (metadata === null) return {};
  if (typeof metadata !== 'object' || Array.isArray(metadata))
    return refuse('its metadata are no record of words');
  const words = Object.entries(metadata).map(([name, value]: [string, unknown]): [string, string] => {
    if (typeof value === 'object' && value !== null) {
      return refuse(`"${cut(name)}" of its metadata is no text, as the format demands`);
    }
    return [name, String(value)];
  });
  return Object.fromEntries(words);
}

function checkedEntry(
  name: string,
  entry: unknown,
  room: number,
  refuse: Refuse,
): { type: NumberType; shape: number[]; from: number; to: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const tensor = `tensor ${cut(name)}`;
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole(shape) || !whole(offsets) || offsets.length !== 2)
    return refuse(`${tensor} has no shape or place`);
  const type = numberType(dtype, 'safetensors');
  if (!type) {
    const given = typeof dtype === 'string' ? cut(dtype) : 'none';
    return refuse(`${tensor} is of type ${given}; known are ${knownTypes('safetensors').join(', ')}`);
  }
  const [from, to] = offsets;
  const length = shape.reduce((a, b) => a * b, 1) * type.size;
  if (to - from !== length)
    return refuse(`${tensor}: ${length} bytes by its shape, ${to - from} by its place`);
  if (to > room) return refuse(`it ends within ${tensor}`);
  return { type, shape, from, to };
}

/** Places must fill the file, each byte once. */
function checkPlaces(
  places: { name: string; from: number; to: number }[],
  room: number,
  refuse: Refuse,
): void {
  places.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of places) {
    if (from < end) refuse(`tensor ${cut(name)} lies over another`);
    if (from > end) refuse(`${from - end} bytes in front of tensor ${cut(name)} belong to none`);
    end = to;
  }
  if (end < room) refuse(`${room - end} bytes at its end belong to no tensor`);
}

function cut(text: string): string {
  return text.length > SOME ? `${text.slice(0, SOME)}...` : text;
}

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
