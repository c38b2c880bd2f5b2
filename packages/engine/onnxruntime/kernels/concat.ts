import { backend_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { tiled } from '../broadcast';
import { copyStrided, stridesOf } from '../strided';
import { kernel, tensorOf, typedValues, type Kernel } from '../tensors';
import { arrayLike, type Values } from '../values';

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
