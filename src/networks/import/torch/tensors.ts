import type { WeightTensor } from '../../weights/safetensors';
import { dtypes, type Dtype } from './dtypes';
import { Tuple } from '../pickle/values';

/** Numbers in a file that tensors are views of. */
export interface Storage {
  readonly dtype: Dtype;
  /** Its name in the file. */
  readonly key: string;
  /** How many numbers. */
  readonly count: number;
}

/** A tensor that has not been read yet: a view of a storage. */
export class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  /** How many numbers it has. */
  get count(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }
}

const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const wholes = (value: unknown): value is Tuple => value instanceof Tuple && value.items.every(whole);

/** What a persistent id `('storage', FloatStorage, '0', 'cpu', 1728)` names; `typeName` says the class's name. */
export function storageOf(
  id: unknown,
  typeName: (type: unknown) => string | undefined,
  refuse: (why: string) => never,
): Storage {
  if (!(id instanceof Tuple) || id.items[0] !== 'storage')
    return refuse('it refers to something else than tensors');
  const [, type, key, , count] = id.items;
  const name = typeName(type);
  const dtype = name !== undefined && Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
  if (!dtype)
    return refuse(
      `it holds numbers of type ${name ?? 'unknown'}; known are ${Object.keys(dtypes).join(', ')}`,
    );
  if (typeof key !== 'string' || !whole(count)) return refuse('a storage has no name or no size');
  // Files of PyTorch before 0.4 also name views of storages.
  if (id.items.length > 5 && id.items[5] !== null)
    return refuse('it holds views of storages (PyTorch before 0.4): load and save it again');
  return { dtype, key, count };
}

/**
 * A tensor as `torch._utils._rebuild_tensor_v2` is told of it (storage, offset, shape, strides), checked: it lies
 * within its storage and has no more numbers than that.
 */
export function viewOf(args: readonly unknown[], refuse: (why: string) => never): TensorView {
  const [storage, offset, shape, strides] = args;
  const known = typeof storage === 'object' && storage !== null && 'dtype' in storage;
  if (!known || !whole(offset) || !wholes(shape) || !wholes(strides)) {
    return refuse('a tensor has no storage, a negative size, or no shape');
  }
  const view = new TensorView(storage as Storage, offset, shape.items as number[], strides.items as number[]);
  if (view.shape.length !== view.strides.length)
    return refuse('a tensor has another number of sizes than of strides');
  const { count } = view;
  const last = view.shape.reduce((sum, size, i) => sum + (size - 1) * view.strides[i], offset);
  const claims = `a tensor of ${view.shape.join(' x ')} in a storage of ${view.storage.count} numbers`;
  // More numbers than the storage has would be a tensor that repeats itself: weights do not, bombs do.
  if (count > view.storage.count || (count > 0 && !(last < view.storage.count))) return refuse(claims);
  return view;
}

/**
 * Reads tensors, each from its storage, whose bytes are asked for once.
 *
 * @param bytesOf gives the bytes of the storage of the tensor `name`, or throws.
 */
export async function readViews(
  views: ReadonlyMap<string, TensorView>,
  bytesOf: (storage: Storage, name: string) => Uint8Array | Promise<Uint8Array>,
): Promise<Map<string, WeightTensor>> {
  const tensors = new Map<string, WeightTensor>();
  const storages = new Map<string, Uint8Array>();
  for (const [name, view] of views) {
    const { key } = view.storage;
    const bytes = storages.get(key) ?? (await bytesOf(view.storage, name));
    storages.set(key, bytes);
    tensors.set(name, readView(view, bytes));
  }
  return tensors;
}

/** Reads a tensor, in C order, as float32, from the bytes of its storage. */
function readView({ storage, offset, shape, strides, count }: TensorView, bytes: Uint8Array): WeightTensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { size, read } = storage.dtype;
  const data = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    data[i] = read(view, at * size);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return { shape, data };
}
