import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { copyStrided, gathered, type Strided, stridesOf, tiled } from '../strided';
import {
  arrayLike,
  kernel,
  type Kernel,
  taken,
  tensorOf,
  typedValues,
  type Values,
  values,
} from '../tensors';

/** Tensors side by side along an axis. */
export const concat: Kernel = kernel<string, { axis: number }>('Concat', ({ inputs, backend, attrs }) => {
  const tensors = Object.values(inputs) as readonly TensorInfo[];
  const [axis] = util.parseAxisParam(attrs.axis, tensors[0].shape);
  const shapes = tensors.map(({ shape }) => shape);
  backend_util.assertParamsConsistent(shapes, axis);
  const arrays = tensors.map((tensor) => typedValues(backend, tensor));
  const first = arrays[0];
  // One tensor that is not empty is passed on as it is, by the cpu backend.
  const filled = arrays.filter((array) => array && array.length > 0);
  if (filled.length < 2 || !arrays.every((array) => array?.constructor === first?.constructor))
    return undefined;
  const shape = backend_util.computeOutShape(shapes, axis);
  const values = arrayLike<Values>(first!, util.sizeFromShape(shape));
  const strides = stridesOf(shape);
  let offset = 0;
  tensors.forEach((tensor, i) => {
    const source = { values: arrays[i]!, offset: 0, strides: stridesOf(tensor.shape) };
    copyStrided(source, { values, offset, strides }, tensor.shape);
    offset += tensor.shape[axis] * strides[axis];
  });
  return tensorOf(backend, shape, values, tensors[0].dtype);
});

/** A tensor repeated along its axes. */
export const tile: Kernel = kernel<'x', { reps: number[] }>('Tile', ({ inputs: { x }, backend, attrs }) => {
  const values = typedValues(backend, x);
  if (!values) return undefined;
  const result = tiled(values, x.shape, attrs.reps);
  const shape = x.shape.map((size, axis) => size * attrs.reps[axis]);
  return tensorOf(backend, shape, result === values ? values.slice() : result, x.dtype);
});

/** Slices of a tensor by their numbers; without batch dimensions. */
export const gather: Kernel = kernel<'x' | 'indices', { axis: number; batchDims?: number }>(
  'GatherV2',
  ({ inputs: { x, indices }, backend, attrs }) => {
    const array = typedValues(backend, x);
    if (!array || attrs.batchDims || indices.dtype !== 'int32') return undefined;
    const [axis] = util.parseAxisParam(attrs.axis, x.shape);
    const order = values<Int32Array>(backend, indices);
    // The cpu backend names the index that is out of range.
    if (order.some((index) => !(index >= 0 && index < x.shape[axis]))) return undefined;
    const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
      x as never,
      indices as never,
      axis,
      0,
    );
    return tensorOf(backend, outputShape, taken(array, x.shape, axis, order), x.dtype);
  },
);

interface StridedSliceAttributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** Parts of a tensor; one that is contiguous needs no copy and stays the cpu backend's. */
export const slice: Kernel = kernel<'x', { begin: number | number[]; size?: number | number[] }>(
  'Slice',
  ({ inputs: { x }, backend, attrs }) => {
    const values = typedValues(backend, x);
    if (!values) return undefined;
    const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size);
    slice_util.assertParamsValid(x as never, begin, size);
    if (slice_util.isSliceContinous(x.shape, begin, size)) return undefined;
    const part = partFrom(values, x.shape, begin);
    return tensorOf(backend, size, gathered(part, size), x.dtype);
  },
);

/** Parts of a tensor, every so many numbers along each axis. */
export const stridedSlice: Kernel = kernel<'x', StridedSliceAttributes>(
  'StridedSlice',
  ({ inputs: { x }, backend, attrs }) => {
    const values = typedValues(backend, x);
    if (!values) return undefined;
    const info = slice_util.sliceInfo(
      x.shape,
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    );
    if (info.isIdentity || info.sliceDim0 || info.isSimpleSlice) return undefined;
    const part = partFrom(values, x.shape, info.begin);
    const strides = part.strides.map((stride, axis) => stride * info.strides[axis]);
    return tensorOf(backend, info.finalShape, gathered({ ...part, strides }, info.finalShapeSparse), x.dtype);
  },
);

/** Axes turned round. */
export const reverse: Kernel = kernel<'x', { dims: number | number[] }>(
  'Reverse',
  ({ inputs: { x }, backend, attrs }) => {
    const values = typedValues(backend, x);
    if (!values || x.shape.length === 0) return undefined;
    const turned = util.parseAxisParam(attrs.dims, x.shape);
    const last = x.shape.map((size, axis) => (turned.includes(axis) ? size - 1 : 0));
    const part = partFrom(values, x.shape, last);
    const strides = part.strides.map((stride, axis) => (turned.includes(axis) ? -stride : stride));
    return tensorOf(backend, x.shape, gathered({ ...part, strides }, x.shape), x.dtype);
  },
);

function partFrom<V extends Float32Array | Int32Array | Uint8Array>(
  values: V,
  shape: readonly number[],
  begin: readonly number[],
): Strided<V> {
  const strides = stridesOf(shape);
  return { values, strides, offset: begin.reduce((sum, start, axis) => sum + start * strides[axis], 0) };
}

type Paddings = readonly (readonly [number, number])[];

/** A tensor amid a constant. */
export const pad: Kernel = kernel<'x', { paddings: Paddings; constantValue: number }>(
  'PadV2',
  ({ inputs: { x }, backend, attrs: { paddings, constantValue } }) => {
    const values = typedValues(backend, x);
    if (!values) return undefined;
    const shape = x.shape.map((size, axis) => paddings[axis][0] + size + paddings[axis][1]);
    const padded = arrayLike<Values>(values, util.sizeFromShape(shape));
    if (constantValue !== 0) padded.fill(constantValue);
    const strides = stridesOf(shape);
    const offset = paddings.reduce((sum, [before], axis) => sum + before * strides[axis], 0);
    copyStrided(
      { values, offset: 0, strides: stridesOf(x.shape) },
      { values: padded, offset, strides },
      x.shape,
    );
    return tensorOf(backend, shape, padded, x.dtype);
  },
);

/** A tensor amid its own mirror images. */
export const mirrorPad: Kernel = kernel<'x', { paddings: Paddings; mode: 'reflect' | 'symmetric' }>(
  'MirrorPad',
  ({ inputs: { x }, backend, attrs: { paddings, mode } }) => mirrored(backend, x, paddings, mode),
);

function mirrored(
  backend: MathBackendCPU,
  x: TensorInfo,
  paddings: Paddings,
  mode: 'reflect' | 'symmetric',
): TensorInfo | undefined {
  let values = typedValues(backend, x);
  if (!values) return undefined;
  const shape = [...x.shape];
  const edge = mode === 'reflect' ? 0 : 1;
  paddings.forEach(([before, after], axis) => {
    if (before === 0 && after === 0) return;
    const size = shape[axis];
    const indices = Array.from({ length: before + size + after }, (_, i) => {
      const at = i - before;
      if (at < 0) return -at - edge;
      return at < size ? at : 2 * (size - 1) - at + edge;
    });
    values = taken(values!, shape, axis, indices);
    shape[axis] = indices.length;
  });
  // A tensor that needed no padding still gets an array of its own.
  return tensorOf(backend, shape, values === typedValues(backend, x) ? values.slice() : values, x.dtype);
}
