import { slice_util, util } from '@tensorflow/tfjs-core';
import { gathered, stridesOf, type Strided } from '../strided';
import { kernel, tensorOf, typedValues, type Kernel } from '../tensors';

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
