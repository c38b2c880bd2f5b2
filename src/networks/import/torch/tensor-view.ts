import { numberType, type NumberType } from '@ddr-lab/base/arrays/number-types';
import { Global, Opaque, Tuple, wordFor } from '../pickle/values';
import { isWhole, unknownNumbers, type Storage } from './storages';

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
