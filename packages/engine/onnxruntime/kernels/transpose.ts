import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { block } from '../simd/elementwise';
import { roomFor } from '../simd/images';
import { loops } from '../simd/loops';
import { gathered, stridesOf } from '../strided';
import { blank, type Kernel, kernel, numbers, tensorOf, typedValues, type Values } from '../tensors';

interface Call {
  readonly inputs: { readonly x: TensorInfo };
  readonly backend: MathBackendCPU;
  readonly attrs: { readonly axis: number | number[]; readonly keepDims?: boolean };
}

/**
 * Reductions that the cpu backend computes well along the last axes only: along others, the axes are exchanged
 * first, as it does itself, but fast.
 */
export const innermost: readonly Kernel[] = ['ArgMax', 'ArgMin', 'Prod', 'Any', 'All'].map((name) => ({
  name,
  build: (next) => (call) => alongLastAxes(call as unknown as Call, next) ?? next(call),
}));

function alongLastAxes(
  { inputs: { x }, backend, attrs }: Call,
  next: KernelConfig['kernelFunc'],
): TensorInfo | undefined {
  const rank = x.shape.length;
  const axes = util.parseAxisParam(attrs.axis, x.shape);
  const perm = backend_util.getAxesPermutation(axes, rank);
  const values = typedValues(backend, x);
  if (!perm || !values) return undefined;
  const turned = tensorOf(
    backend,
    perm.map((axis) => x.shape[axis]),
    transposed(values, x.shape, perm),
    x.dtype,
  );
  const axis = backend_util.getInnerMostAxes(axes.length, rank);
  const result = next({
    inputs: { x: turned },
    backend,
    attrs: { ...attrs, axis, keepDims: false },
  }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(turned);
  return attrs.keepDims
    ? { ...result, shape: backend_util.expandShapeToKeepDim(result.shape, axes) }
    : result;
}

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

/** Channels become pixels: N x H x W x (b b C) to N x (b H) x (b W) x C. */
export const depthToSpace: Kernel = kernel<'x', { blockSize: number; dataFormat: 'NHWC' | 'NCHW' }>(
  'DepthToSpace',
  ({ inputs: { x }, backend, attrs: { blockSize: b, dataFormat } }) => {
    const values = numbers(backend, x);
    if (!(values instanceof Float32Array) || dataFormat !== 'NHWC') return undefined;
    const [n, h, w, c] = x.shape;
    util.assert(Number.isInteger(c / (b * b)), () => `DepthToSpace: ${c} channels are no ${b} x ${b} blocks`);
    // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
    const result = transposed(values, [n * h, w, b, c / b], [0, 2, 1, 3]);
    return tensorOf(backend, [n, h * b, w * b, c / (b * b)], result);
  },
);
