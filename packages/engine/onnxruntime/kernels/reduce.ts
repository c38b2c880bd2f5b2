import { backend_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { maxima, minima, reduceColumns, reduceRows, sums, type Reduction } from '../simd/matrix';
import { kernel, tensorOf, typedValues, type Kernel } from '../tensors';
import { transposed } from './transpose';

type Axes = number | number[];

/**
 * Sums and means of float32 run in float64 and are rounded once, at the end. (The cpu backend's mean divides
 * each number first.)
 */
export const sum: Kernel = kernel<'x', { axis: Axes; keepDims: boolean }>(
  'Sum',
  ({ inputs, backend, attrs }) => reduce(backend, inputs.x, attrs.axis, attrs.keepDims, sums),
);

/** Means over any axes. */
export const mean: Kernel = kernel<'x', { axis: Axes; keepDims: boolean }>(
  'Mean',
  ({ inputs, backend, attrs }) => reduce(backend, inputs.x, attrs.axis, attrs.keepDims, sums, true),
);

/** Maxima over any axes. */
export const max: Kernel = kernel<'x', { reductionIndices: Axes; keepDims: boolean }>(
  'Max',
  ({ inputs, backend, attrs }) => reduce(backend, inputs.x, attrs.reductionIndices, attrs.keepDims, maxima),
);

/** Minima over any axes. */
export const min: Kernel = kernel<'x', { axis: Axes; keepDims: boolean }>(
  'Min',
  ({ inputs, backend, attrs }) => reduce(backend, inputs.x, attrs.axis, attrs.keepDims, minima),
);

function reduce(
  backend: MathBackendCPU,
  x: TensorInfo,
  axis: Axes,
  keepDims: boolean,
  reduction: Reduction,
  average = false,
): TensorInfo | undefined {
  const values = typedValues(backend, x);
  if (!(values instanceof Float32Array) || values.length === 0) return undefined;
  const axes = util.parseAxisParam(axis, x.shape);
  const [outShape, reducedShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const results = reducedTo(values, x.shape, axes, reduction);
  if (average) {
    const size = util.sizeFromShape(reducedShape);
    for (let i = 0; i < results.length; i++) results[i] /= size;
  }
  return tensorOf(
    backend,
    keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape,
    results instanceof Float32Array ? results : new Float32Array(results),
  );
}

function reducedTo(
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
  reduction: Reduction,
): Float64Array | Float32Array {
  // Neighbouring axes of one kind are one axis; those of size 1 are nowhere.
  const groups: { reduced: boolean; size: number }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const reduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.reduced === reduced) last.size *= size;
    else groups.push({ reduced, size });
  });
  const kinds = groups.map(({ reduced }) => (reduced ? 'r' : 'k')).join('');
  const [first, second, third] = groups.map(({ size }) => size);
  switch (kinds) {
    case '':
      return reduceRows(values, 1, 1, reduction);
    case 'k':
      return reduceRows(values, first, 1, reduction);
    case 'r':
      return reduceRows(values, 1, first, reduction);
    case 'kr':
      return reduceRows(values, first, second, reduction);
    case 'rk':
      return reduceColumns(values, 1, first, second, reduction);
    case 'krk':
      return reduceColumns(values, first, second, third, reduction);
  }
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const size = kept.reduce((product, axis) => product * shape[axis], 1);
  return reduceRows(transposed(values, shape, [...kept, ...axes]), size, values.length / size, reduction);
}
