import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { copyStrided, stridesOf } from '../strided';
import { taken } from '../taken';
import { kernel, tensorOf, typedValues, type Kernel } from '../tensors';
import { arrayLike, type Values } from '../values';

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
