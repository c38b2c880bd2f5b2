import { backend_util, util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { tensorOf, typedValues, type Kernel } from '../tensors';
import { transposed } from './transpose';

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
