import { backend_util, util } from '@tensorflow/tfjs-core';
import { taken } from '../taken';
import { kernel, tensorOf, typedValues, values, type Kernel } from '../tensors';

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
