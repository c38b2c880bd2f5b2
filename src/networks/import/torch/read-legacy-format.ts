import { partOf, type ByteSource } from '@ddr-lab/base/files/byte-source';
import type { WeightContents } from '../../weights/contents';
import type { Reading } from '../../weights/reading';
import { unpickle } from '../pickle/unpickle';
import { wordFor } from '../pickle/values';
import { contentsOf } from './contents';
import { torchRules } from './rules';
import { Storages } from './storages';

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
