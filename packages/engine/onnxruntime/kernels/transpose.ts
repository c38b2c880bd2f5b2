import type { TensorInfo } from '@tensorflow/tfjs-core';
import { block } from '../simd/elementwise';
import { roomFor } from '../simd/images';
import { loops } from '../simd/loops';
import { gathered, stridesOf } from '../strided';
import { blank, kernel, tensorOf, typedValues, type Kernel } from '../tensors';
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

/** Matrices of runs of numbers, one behind the other. */
interface Matrices {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly run: number;
}

/** A permutation that only turns matrices, where that is worth a copy; undefined for any other. */
function asMatrices(shape: readonly number[], perm: readonly number[]): Matrices | undefined {
  // Axes of size 1 are nowhere.
  const order = perm.filter((axis) => shape[axis] !== 1);
  const sorted = [...order].sort((a, b) => a - b);
  const lead = order.findIndex((axis, i) => axis !== sorted[i]);
  if (lead < 0) return undefined;
  let tail = order.length;
  while (order[tail - 1] === sorted[tail - 1]) tail--;
  // Between the axes that stay, a rotation by any number of places exchanges rows and columns.
  const moved = sorted.slice(lead, tail);
  const turn = tail - order.indexOf(sorted[lead]);
  if (!moved.every((_, i) => order[lead + i] === moved[(i + turn) % moved.length])) return undefined;
  const size = (axes: readonly number[]): number => axes.reduce((product, axis) => product * shape[axis], 1);
  const count = size(sorted.slice(0, lead));
  const rows = size(moved.slice(0, turn));
  const columns = size(moved.slice(turn));
  const run = size(sorted.slice(tail));
  const matrix = rows * columns * run;
  const pays = run === 1 ? rows >= 4 && columns >= 4 : run % 4 === 0 && matrix >= 256;
  return pays && count * matrix >= block / 4 && matrix <= largestMatrix
    ? { count, rows, columns, run }
    : undefined;
}

function transposedMatrices(values: Float32Array, { count, rows, columns, run }: Matrices): Float32Array {
  const result = blank(values.length);
  const size = rows * columns * run;
  const room = roomFor(4 * size, 4 * size)!;
  const { floats } = room;
  const [from, to] = room.addresses;
  for (let start = 0; start < count * size; start += size) {
    floats.set(values.subarray(start, start + size), from / 4);
    if (run === 1) loops.transpose(from, to, rows, columns);
    else loops.transposeRuns(from, to, rows, columns, run);
    result.set(floats.subarray(to / 4, to / 4 + size), start);
  }
  return result;
}
