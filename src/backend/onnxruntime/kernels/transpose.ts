import type { TensorInfo } from '@tensorflow/tfjs-core';
import { block } from '../simd/elementwise';
import { loops, memoryFor, firstAddress } from '../simd/loops';
import { gathered, stridesOf } from '../strided';
import { kernel, tensorOf, typedValues, type Kernel } from '../tensors';
import type { Values } from '../values';

/** Matrices larger than this are not copied to WebAssembly's memory, which never shrinks. */
const largestMatrix = 4 * 1024 * 1024;

/** Exchanges axes, of any dtype. */
export const transpose: Kernel = kernel<'x', { perm: number[] }>(
  'Transpose',
  ({ inputs: { x }, backend, attrs: { perm } }): TensorInfo | undefined => {
    const values = typedValues(backend, x);
    // tfjs lets through an axis named twice.
    if (!values || new Set(perm).size < perm.length) return undefined;
    const shape = perm.map((axis) => x.shape[axis]);
    return tensorOf(backend, shape, transposed(values, x.shape, perm), x.dtype);
  },
);

/** An array's numbers in the order of exchanged axes. */
export function transposed<V extends Values>(
  values: V,
  shape: readonly number[],
  perm: readonly number[],
): V {
  const matrices = asMatrices(shape, perm);
  if (matrices && values instanceof Float32Array) return transposedMatrices(values, matrices) as V;
  const strides = stridesOf(shape);
  return gathered(
    { values, offset: 0, strides: perm.map((axis) => strides[axis]) },
    perm.map((axis) => shape[axis]),
  );
}

interface Matrices {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** A permutation that only turns matrices, of a size worth it; undefined for any other. */
function asMatrices(shape: readonly number[], perm: readonly number[]): Matrices | undefined {
  // Axes of size 1 are nowhere.
  const order = perm.filter((axis) => shape[axis] !== 1);
  const sorted = [...order].sort((a, b) => a - b);
  const lead = order.findIndex((axis, i) => axis !== sorted[i]);
  if (lead < 0) return undefined;
  // Behind the leading axes, a rotation by any number of places exchanges rows and columns.
  const turn = order.length - order.indexOf(sorted[lead]);
  const rotated = sorted.slice(lead);
  const isRotation = order.slice(lead).every((axis, i) => axis === rotated[(i + turn) % rotated.length]);
  if (!isRotation) return undefined;
  const size = (axes: readonly number[]): number => axes.reduce((product, axis) => product * shape[axis], 1);
  const count = size(sorted.slice(0, lead));
  const rows = size(rotated.slice(0, turn));
  const columns = size(rotated.slice(turn));
  const pays = rows >= 4 && columns >= 4 && count * rows * columns >= block / 4;
  return pays && rows * columns <= largestMatrix ? { count, rows, columns } : undefined;
}

function transposedMatrices(values: Float32Array, { count, rows, columns }: Matrices): Float32Array {
  const result = new Float32Array(values.length);
  const size = rows * columns;
  const { floats } = memoryFor(8 * size + 32);
  const from = firstAddress;
  const to = from + 16 * Math.ceil(size / 4);
  for (let start = 0; start < count * size; start += size) {
    floats.set(values.subarray(start, start + size), from / 4);
    loops.transpose(from, to, rows, columns);
    result.set(floats.subarray(to / 4, to / 4 + size), start);
  }
  return result;
}
