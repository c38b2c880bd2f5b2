import { knownTypes, numberType, type NumberType } from '@ddr-lab/base/arrays/number-types';
import { Global, Opaque, Tuple, wordFor } from '../pickle/values';

/** Numbers in a file that tensors are views of. */
export interface Storage {
  /** The class's name: `FloatStorage`. */
  readonly kind: string;
  /** Undefined for numbers that are not read, such as complex ones. */
  readonly type?: NumberType;
  /** Its name in the file. */
  readonly key: string;
  /** How many numbers. */
  readonly count: number;
}

type Refuse = (why: string) => never;

/** The storages that a pickle names, each of one size and type. */
export class Storages {
  readonly byKey = new Map<string, Storage>();

  constructor(private readonly refuse: Refuse) {}

  /**
   * What a persistent id stands for: a storage for `('storage', FloatStorage, '0', 'cpu', 1728)`; the class for those that
   * old files with whole objects have, `('module', class, file, source)`.
   */
  named(id: unknown): unknown {
    if (!(id instanceof Tuple)) return new Opaque('something outside the file');
    const [what, type, key, , count, view] = id.items;
    if (what === 'module') return type;
    if (what !== 'storage') return new Opaque('something outside the file');
    if (typeof key !== 'string' || !isWhole(count)) return this.refuse('a storage has no name or no size');
    // Files of PyTorch before 0.4 also name views of storages.
    if (view !== null && view !== undefined) {
      return this.refuse('it holds views of storages (PyTorch before 0.4): load and save it again');
    }
    return this.once(kindOf(type), key, count);
  }

  /** One storage read as two types is how one file would mean two things. */
  private once(kind: string, key: string, count: number): Storage {
    const before = this.byKey.get(key);
    if (before) {
      if (before.kind === kind && before.count === count) return before;
      const what = before.kind === kind ? 'sizes' : 'types';
      return this.refuse(
        `storage ${wordFor(key)} has two ${what}: ${before.count} numbers of ${before.kind}, ${count} of ${kind}`,
      );
    }
    const storage = { kind, key, count, type: numberType(kind, 'torch') };
    this.byKey.set(key, storage);
    return storage;
  }
}

/** Why numbers of a storage are not read. */
function unknownNumbers({ kind }: Storage): Opaque {
  return new Opaque(`numbers of ${kind.slice(0, 60)} (known are ${knownTypes('torch').join(', ')})`);
}

/** `torch.FloatStorage` and `torch.storage.UntypedStorage` are both called by their last name. */
function kindOf(type: unknown): string {
  return type instanceof Global && /^torch(\.storage)?$/.test(type.module) ? type.name : wordFor(type);
}

/** Whether a value is a whole number of 0 or more that is exact. */
export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A tensor that has not been read yet: a view of a storage. */
export class TensorView {
  constructor(
    readonly storage: Storage,
    readonly type: NumberType,
    /** Of the first number, counted in numbers. */
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  /** What two views of the same numbers have in common. */
  get identity(): string {
    const { storage, type, offset, shape, strides } = this;
    return `${storage.key} ${type.name} ${offset} ${shape.join('x')} ${strides.join('x')}`;
  }
}

/** More axes than this no tensor has. */
const MOST_AXES = 16;

const wholes = (value: unknown): value is Tuple => value instanceof Tuple && value.items.every(isWhole);

/**
 * A tensor as `torch._utils._rebuild_tensor_v2` is told of it (storage, offset, shape, strides), checked: it lies
 * within its storage. One that repeats itself, or of numbers that are not known, stays opaque.
 *
 * @param type of the numbers where not that of the storage (`_rebuild_tensor_v3`).
 */
export function viewOf(
  args: readonly unknown[],
  refuse: (why: string) => never,
  type?: unknown,
): TensorView | Opaque {
  const [from, offset, shape, strides] = args;
  const isStorage = typeof from === 'object' && from !== null && 'kind' in from && 'count' in from;
  if (!isStorage || !isWhole(offset) || !wholes(shape) || !wholes(strides)) {
    return refuse('a tensor has no storage, a negative size, or no shape');
  }
  const storage = from as Storage;
  const sizes = shape.items as number[];
  const steps = strides.items as number[];
  if (sizes.length !== steps.length || sizes.length > MOST_AXES) {
    return refuse('a tensor has another number of sizes than of strides, or too many');
  }
  const numbers = type === undefined ? storage.type : numberOf(type);
  if (!numbers)
    return type === undefined ? unknownNumbers(storage) : new Opaque(`numbers of ${wordFor(type)}`);
  const room = storage.type ? Math.floor((storage.count * storage.type.size) / numbers.size) : 0;
  const count = sizes.reduce((product, size) => product * size, 1);
  const last = sizes.reduce((sum, size, i) => sum + (size - 1) * steps[i], offset);
  const claims = `a tensor of ${sizes.join(' x ')} in a storage of ${room} numbers`;
  if (count > 0 && !(last < room)) return refuse(claims);
  // More numbers than the storage has would be a tensor that repeats itself: weights do not, bombs do.
  if (count > room) return new Opaque(claims);
  return new TensorView(storage, numbers, offset, sizes, steps);
}

function numberOf(type: unknown): NumberType | undefined {
  return type instanceof Global && type.module === 'torch' ? numberType(type.name, 'plain') : undefined;
}
