import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { eachImage, setWindow } from '../simd/images';
import { loops, type Address } from '../simd/loops';
import { areFloats, floatsOf, kernel, tensorOf, values, type Kernel } from '../tensors';

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Pooling and its gradients. A mean is of what a window holds of the image, without padding, and so is its
 * gradient. The cpu backend's gradient divides by the window's whole size also at a padded edge; it is kept where
 * the padding is given in numbers, for which tfjs-core's tests expect it.
 */
export const pooling: readonly Kernel[] = [
  kernel<'x', Attributes>('MaxPool', ({ inputs: { x }, backend, attrs }) =>
    pool(backend, x, attrs, ([from, to]) => loops.maxPool(from, to)),
  ),
  kernel<'x', Attributes>('AvgPool', ({ inputs: { x }, backend, attrs }) =>
    pool(backend, x, attrs, ([from, to]) => loops.averagePool(from, to)),
  ),
  kernel<'dy' | 'input', Attributes>('MaxPoolGrad', ({ inputs: { dy, input }, backend, attrs }) =>
    gradient(backend, input, attrs, [input, dy], ([x, from, to]) => loops.maxPoolGradient(x, from, to)),
  ),
  kernel<'dy' | 'input', Attributes>('AvgPoolGrad', ({ inputs: { dy, input }, backend, attrs }) =>
    typeof attrs.pad === 'string'
      ? gradient(backend, input, attrs, [dy], ([from, to]) => loops.averagePoolGradient(from, to))
      : undefined,
  ),
];

function geometry(x: TensorInfo, attrs: Attributes): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
}

function pool(
  backend: MathBackendCPU,
  x: TensorInfo,
  attrs: Attributes,
  run: (addresses: readonly Address[]) => void,
): TensorInfo | undefined {
  if (!areFloats(backend, x)) return undefined;
  const info = geometry(x, attrs);
  // One number a window that changes no size: the cpu backend passes the tensor on.
  if (info.filterHeight * info.filterWidth === 1 && info.outShape.join() === x.shape.join()) return undefined;
  const out = floatsOf(info.outShape);
  if (out.length > 0) {
    setWindow(info, info.inChannels);
    if (!eachImage(info.batchSize, [values(backend, x)], [], out, run)) return undefined;
  }
  return tensorOf(backend, info.outShape, out);
}

function gradient(
  backend: MathBackendCPU,
  x: TensorInfo,
  attrs: Attributes,
  given: readonly TensorInfo[],
  run: (addresses: readonly Address[]) => void,
): TensorInfo | undefined {
  if (!areFloats(backend, ...given)) return undefined;
  const info = geometry(x, attrs);
  const dx = floatsOf(x.shape);
  if (dx.length > 0) {
    setWindow(info, info.inChannels);
    const images = given.map((tensor) => values(backend, tensor));
    if (!eachImage(info.batchSize, images, [], dx, run)) return undefined;
  }
  return tensorOf(backend, x.shape, dx);
}
