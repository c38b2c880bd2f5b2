import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type DataType, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';

/** What tensors keep their numbers in. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** A new array of the same type, zeroed. */
export function arrayLike<V extends Values>(values: V, size: number): V {
  return new (values.constructor as new (size: number) => V)(size);
}

/** Runs at least so long are copied as a whole. */
const longRun = 24;

/** A new array of an array's slices along one axis, in the order of `indices`, which must be within the axis. */
export function taken<V extends Values>(
  values: V,
  shape: readonly number[],
  axis: number,
  indices: ArrayLike<number>,
): V {
  const outer = util.sizeFromShape(shape.slice(0, axis));
  const run = util.sizeFromShape(shape.slice(axis + 1));
  const span = shape[axis] * run;
  const result = arrayLike(values, outer * indices.length * run);
  for (let i = 0, to = 0; i < outer; i++) {
    for (let j = 0; j < indices.length; j++, to += run) {
      const from = i * span + indices[j] * run;
      if (run >= longRun) result.set(values.subarray(from, from + run), to);
      else for (let k = 0; k < run; k++) result[to + k] = values[from + k];
    }
  }
  return result;
}

/** What tfjs hands to a kernel, typed for kernels of a backend that keeps its tensors as typed arrays. */
export interface KernelCall<Inputs extends string, Attributes = object> {
  readonly inputs: Readonly<Record<Inputs, TensorInfo>>;
  readonly backend: MathBackendCPU;
  readonly attrs: Attributes;
}

/** A kernel of the onnxruntime backend, ready to register. `next` is the cpu backend's, which it replaces. */
export interface Kernel {
  readonly name: string;
  readonly build: (next: KernelConfig['kernelFunc']) => KernelConfig['kernelFunc'];
}

/**
 * Names a kernel's function. It may return undefined for a call that it does not take (a dtype, a data
 * layout): the cpu backend's own kernel then computes.
 */
export function kernel<Inputs extends string, Attributes>(
  name: string,
  compute: (call: KernelCall<Inputs, Attributes>) => TensorInfo | undefined,
): Kernel {
  return {
    name,
    build: (next) => (call) => compute(call as unknown as KernelCall<Inputs, Attributes>) ?? next(call),
  };
}

/** The numbers of a tensor, not a copy. */
export function values<Values extends Float32Array | Int32Array | Uint8Array = Float32Array>(
  backend: MathBackendCPU,
  tensor: TensorInfo,
): Values {
  return backend.data.get(tensor.dataId).values as Values;
}

/** True when every tensor holds float32 numbers in a typed array. */
export function areFloats(backend: MathBackendCPU, ...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(
    ({ dtype, dataId }) => dtype === 'float32' && backend.data.get(dataId).values instanceof Float32Array,
  );
}

/** A new tensor with these numbers, which it takes over. */
export function tensorOf(
  backend: MathBackendCPU,
  shape: readonly number[],
  data: Float32Array | Int32Array | Uint8Array,
  dtype: DataType = 'float32',
): TensorInfo {
  return backend.makeTensorInfo([...shape], dtype, data);
}

/** A zeroed array for a tensor of this shape; throws, as tfjs does, where a window beyond its image made one negative. */
export function floatsOf(shape: readonly number[]): Float32Array {
  util.assertNonNegativeIntegerDimensions([...shape]);
  return allocate(util.sizeFromShape([...shape]));
}

/** An array for so many results, all of which will be written: what it holds until then is not said. */
export function blank(size: number): Float32Array {
  return allocate(size);
}

function allocate(size: number): Float32Array {
  try {
    return new Float32Array(size);
  } catch (error) {
    const asked = `${((4 * size) / 2 ** 30).toPrecision(3)} GiB`;
    throw new RangeError(`Out of memory: a tensor of ${size} numbers takes ${asked}.`, { cause: error });
  }
}

/**
 * The numbers of a float32 tensor, not a copy; undefined for other tensors. tfjs casts from bool without a copy,
 * so that they may come as bytes.
 */
export function numbers(backend: MathBackendCPU, tensor: TensorInfo): Float32Array | Uint8Array | undefined {
  if (tensor.dtype !== 'float32') return undefined;
  const { values } = backend.data.get(tensor.dataId);
  return values instanceof Float32Array || values instanceof Uint8Array ? values : undefined;
}

/** A tensor's numbers, not a copy, where they are of the type of its dtype; undefined for others. */
export function typedValues(
  backend: MathBackendCPU,
  { dataId, dtype }: TensorInfo,
): Float32Array | Int32Array | Uint8Array | undefined {
  const { values } = backend.data.get(dataId);
  if (dtype === 'float32' && values instanceof Float32Array) return values;
  if (dtype === 'int32' && values instanceof Int32Array) return values;
  return dtype === 'bool' && values instanceof Uint8Array ? values : undefined;
}
