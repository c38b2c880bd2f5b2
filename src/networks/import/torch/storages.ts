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
export function unknownNumbers({ kind }: Storage): Opaque {
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
