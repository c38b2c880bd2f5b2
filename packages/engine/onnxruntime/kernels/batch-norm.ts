import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { elementwise } from '../simd/elementwise';
import { loops } from '../simd/loops';
import { blank, kernel, numbers, tensorOf, type Kernel } from '../tensors';

type Parameter = 'mean' | 'variance' | 'offset' | 'scale';

interface Attributes {
  readonly varianceEpsilon?: number;
}

/** offset + (x - mean) scale / sqrt(variance + epsilon), with one of each for each of the last axis. */
export const batchNorm: Kernel = kernel<'x' | Parameter, Attributes>(
  'FusedBatchNorm',
  ({ inputs, backend, attrs }) => normalise(backend, inputs, attrs.varianceEpsilon ?? 0.001),
);

function normalise(
  backend: MathBackendCPU,
  { x, mean, variance, scale, offset }: Readonly<Record<'x' | Parameter, TensorInfo>>,
  epsilon: number,
): TensorInfo | undefined {
  const channels = x.shape.at(-1);
  const values = numbers(backend, x);
  const given = [mean, variance, scale, offset].filter((tensor) => tensor);
  if (!values || given.some(({ shape }) => shape.length !== 1 || shape[0] !== channels)) return undefined;
  const [means, variances] = [numbers(backend, mean), numbers(backend, variance)];
  const scales = scale ? numbers(backend, scale) : Float32Array.of(1);
  const offsets = offset ? numbers(backend, offset) : Float32Array.of(0);
  if (!means || !variances || !scales || !offsets) return undefined;
  const factors = Float32Array.from(
    variances,
    (value, channel) => scales[channel % scales.length] / Math.sqrt(value + epsilon),
  );
  const out = blank(values.length);
  elementwise([values, means, factors, offsets], out, ([from, m, f, o, to], count) =>
    loops.normalise(from, m, f, o, to, count),
  );
  return tensorOf(backend, x.shape, out);
}
