import { readFile } from 'node:fs/promises';
import type { WeightTensor } from '../../weights/safetensors';
import { unpickle } from '../pickle/unpickle';
import { torchRules } from './rules';
import { findStateDict } from './state-dict';
import { readViews, type Storage } from './tensors';

/** What every such file begins with, after which comes the protocol's number. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/**
 * The tensors of a file that PyTorch before 1.6 wrote (and later ones with `_use_new_zipfile_serialization=False`):
 * five pickles, one after the other (magic number, protocol, system, the object, the storages' names), then each storage as a
 * count of 8 bytes and its numbers.
 */
export async function readLegacyFormat(
  file: string,
  refuse: (why: string) => never,
): Promise<{ tensors: Map<string, WeightTensor>; place?: string }> {
  const bytes = await readFile(file);
  const known = new Map<string, Storage>();
  const rules = torchRules(refuse);
  const persistent = (id: unknown): unknown => {
    const storage = rules.persistent(id) as Storage;
    const before = known.get(storage.key);
    if (before && (before.count !== storage.count || before.dtype !== storage.dtype)) {
      refuse(`storage ${storage.key} has two sizes`);
    }
    known.set(storage.key, before ?? storage);
    return before ?? storage;
  };
  let at = 0;
  const next = (): unknown => {
    const { value, end } = unpickle(bytes, { ...rules, persistent }, at);
    at = end;
    return value;
  };
  if (next() !== magic) return refuse('it is a pickle, but not one that torch.save wrote');
  const version = next();
  if (version !== protocol) return refuse(`its format is number ${String(version)}; known is ${protocol}`);
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false) {
    return refuse('its numbers are in big-endian order; save it on another machine');
  }
  const { tensors: views, place } = findStateDict(next(), refuse);
  const keys = next();
  if (!Array.isArray(keys)) return refuse("its storages' names are missing");
  const places = new Map<string, number>();
  for (const key of keys as unknown[]) {
    const storage = typeof key === 'string' ? known.get(key) : undefined;
    if (!storage) return refuse(`storage ${String(key)} belongs to no tensor`);
    if (at + 8 > bytes.length) return refuse('it ends before its numbers');
    const count = bytes.readBigInt64LE(at);
    const length = storage.count * storage.dtype.size;
    if (count !== BigInt(storage.count))
      return refuse(`storage ${storage.key} has ${count} numbers where ${storage.count} are needed`);
    if (at + 8 + length > bytes.length) return refuse('it ends within its numbers');
    places.set(storage.key, at + 8);
    at += 8 + length;
  }
  const tensors = await readViews(views, ({ key, count, dtype }, name) => {
    const start = places.get(key);
    if (start === undefined) return refuse(`the numbers of ${name} are missing`);
    return bytes.subarray(start, start + count * dtype.size);
  });
  return { tensors, place };
}
