import { bytesInMemory, type ByteSource, partOf } from '@ddr-lab/base/files/byte-source';
import type { Zip } from '@ddr-lab/base/files/zip';
import { unpickle } from '../pickle/unpickle';
import { wordFor } from '../pickle/values';
import { type Reading, StoredTensor, type WeightContents } from '../stored';
import { flatten } from './flatten';
import { NumpyArray } from './numpy';
import { torchRules } from './rules';
import { type Storage, Storages, type TensorView } from './tensors';

/** Gives the bytes of a storage; throws where they are missing or of another number. */
export type BytesOf = (storage: Storage, name: string) => ByteSource;

/**
 * The tensors of what a pickle held. A tensor that has several names (tied weights) is read once.
 *
 * @param bytesOf is asked once for each storage.
 */
function contentsOf(root: unknown, bytesOf: BytesOf, reading: Reading): WeightContents {
  const { tensors: leaves, opaque } = flatten(root, reading.refuse);
  const beside = new Map(opaque);
  const tensors = new Map<string, StoredTensor>();
  const sources = new Map<Storage, ByteSource>();
  const known = new Map<unknown, StoredTensor>();
  const fromView = (view: TensorView, name: string): StoredTensor => {
    const { storage, type, offset, shape, strides } = view;
    const bytes = sources.get(storage) ?? bytesOf(storage, name);
    sources.set(storage, bytes);
    return new StoredTensor(name, shape, { bytes, type, offset, strides }, reading);
  };
  for (const [name, leaf] of leaves) {
    const fault = leaf instanceof NumpyArray ? leaf.fault : undefined;
    if (fault !== undefined) {
      beside.set(name, fault);
      continue;
    }
    const identity = leaf instanceof NumpyArray ? leaf : leaf.identity;
    const tensor =
      known.get(identity) ??
      (leaf instanceof NumpyArray ? fromArray(leaf, name, reading) : fromView(leaf, name));
    known.set(identity, tensor);
    tensors.set(name, tensor);
  }
  if (tensors.size === 0) {
    const [[name, fault]] = beside;
    reading.refuse(`it holds no tensors that can be read: ${name} is ${fault}`);
  }
  return { tensors, opaque: beside, metadata: {} };
}

function fromArray(array: NumpyArray, name: string, reading: Reading): StoredTensor {
  const { shape, strides, type } = array;
  let source: ByteSource | undefined;
  const bytes: ByteSource = {
    size: array.bytes.length,
    read: (position, length) => {
      source ??= bytesInMemory(array.bytes instanceof Uint8Array ? array.bytes : array.bytes.bytes, name);
      return source.read(position, length);
    },
  };
  const { littleEndian } = type!;
  return new StoredTensor(name, shape, { bytes, type: type!.type!, littleEndian, strides }, reading);
}

/** What every such file begins with, after which comes the protocol's number. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/** Of a file so many bytes are looked at first; the pickles are at its beginning. */
const FRONT = 2 ** 24;
/** Pickles that are longer are refused. */
const LONGEST_FRONT = 2 ** 28;

/** The pickle goes on behind the bytes that were looked at. */
class GoesOn extends Error {}

/** What the pickles at a file's beginning say, and where the last of them ends. */
interface Pickles {
  readonly root: unknown;
  readonly storages: Storages;
  /** The storages' names in their order; undefined in a file that holds one plain pickle. */
  readonly keys?: readonly unknown[];
  readonly end: number;
}

/**
 * The tensors of a file that PyTorch before 1.6 wrote (and later ones with `_use_new_zipfile_serialization=False`):
 * five pickles, one after the other (magic number, protocol, system, the object, the storages' names), then each storage as a
 * count of 8 bytes and its numbers. Also of a plain pickle of NumPy arrays.
 */
export function legacyFormatContents(bytes: ByteSource, name: string, reading: Reading): WeightContents {
  const { refuse } = reading;
  const { root, storages, keys, end } = picklesOf(bytes, refuse);
  const places = new Map<string, number>();
  let at = end;
  for (const key of keys ?? []) {
    const storage = typeof key === 'string' ? storages.byKey.get(key) : undefined;
    if (!storage) return refuse(`storage ${wordFor(key)} belongs to no tensor`);
    if (!storage.type) return refuse(`it holds numbers of type ${storage.kind}, which are not known here`);
    if (places.has(storage.key)) return refuse(`storage ${wordFor(key)} is there twice`);
    if (at + 8 > bytes.size) return refuse('it ends before its numbers');
    const count = Buffer.from(bytes.read(at, 8)).readBigInt64LE();
    const length = storage.count * storage.type.size;
    if (count !== BigInt(storage.count))
      return refuse(`storage ${wordFor(key)} has ${count} numbers where ${storage.count} are needed`);
    if (at + 8 + length > bytes.size) return refuse('it ends within its numbers');
    places.set(storage.key, at + 8);
    at += 8 + length;
  }
  if (at < bytes.size) return refuse(`${bytes.size - at} bytes at its end belong to nothing`);
  return contentsOf(
    root,
    ({ key, count, type }, tensor) => {
      const start = places.get(key);
      if (start === undefined) return refuse(`the numbers of ${tensor} are missing`);
      return partOf(bytes, start, count * type!.size, name);
    },
    reading,
  );
}

/** Reads the pickles at the beginning, looking at more of the file where they are longer than was thought. */
function picklesOf(bytes: ByteSource, refuse: (why: string) => never): Pickles {
  for (let length = FRONT; ; length *= 16) {
    const front = bytes.read(0, Math.min(length, bytes.size));
    const ended = (): never => {
      if (front.length === bytes.size) return refuse('it ends too early');
      throw new GoesOn();
    };
    try {
      return picklesAtFront(front, refuse, ended);
    } catch (error) {
      if (!(error instanceof GoesOn)) throw error;
      if (length >= LONGEST_FRONT) return refuse(`its pickle is longer than ${LONGEST_FRONT} bytes`);
    }
  }
}

function picklesAtFront(bytes: Uint8Array, refuse: (why: string) => never, ended: () => never): Pickles {
  const storages = new Storages(refuse);
  const rules = { ...torchRules(storages, refuse), ended };
  let at = 0;
  const next = (): unknown => {
    const { value, end } = unpickle(bytes, rules, at);
    at = end;
    return value;
  };
  const first = next();
  if (first !== magic) return { root: first, storages, end: at };
  const version = next();
  if (version !== protocol) return refuse(`its format is number ${wordFor(version)}; known is ${protocol}`);
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false) {
    return refuse('its numbers are in big-endian order; save it on another machine');
  }
  const root = next();
  const keys = next();
  if (!Array.isArray(keys)) return refuse("its storages' names are missing");
  return { root, storages, keys, end: at };
}

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
