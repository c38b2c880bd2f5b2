import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { broadcastShape, cycleThrough } from '../strided';
import { elementwise } from '../simd/elementwise';
import { loops, type BinaryLoop } from '../simd/loops';
import { blank, kernel, numbers, tensorOf, type Kernel } from '../tensors';

/**
 * Element-wise kernels of two float32 tensors whose shapes agree or broadcast, in the same arithmetic as the
 * cpu backend's: results are equal to the last bit.
 */
export const binary: readonly Kernel[] = [
  ...Object.entries({
    Add: loops.add,
    Sub: loops.subtract,
    Multiply: loops.multiply,
    RealDiv: loops.divide,
    Maximum: loops.maximum,
    Minimum: loops.minimum,
    SquaredDifference: loops.squaredDifference,
  }).map(([name, loop]) =>
    kernel<'a' | 'b', object>(name, ({ inputs, backend }) => combine(backend, inputs.a, inputs.b, loop)),
  ),
  ...Object.entries({
    Greater: loops.greater,
    GreaterEqual: loops.greaterEqual,
    Less: loops.less,
    LessEqual: loops.lessEqual,
    Equal: loops.equal,
    NotEqual: loops.notEqual,
  }).map(([name, loop]) =>
    kernel<'a' | 'b', object>(name, ({ inputs, backend }) =>
      combine(backend, inputs.a, inputs.b, loop, 'bool'),
    ),
  ),
  kernel<'x' | 'alpha', object>('Prelu', ({ inputs, backend }) =>
    combine(backend, inputs.x, inputs.alpha, loops.prelu),
  ),
  kernel<'dy' | 'y', object>('EluGrad', ({ inputs: { dy, y }, backend }) =>
    dy.shape.join() === y.shape.join() ? combine(backend, dy, y, loops.eluGradient) : undefined,
  ),
];

/** Adds up any number of tensors of one shape. */
export const addN: Kernel = kernel<string, object>('AddN', ({ inputs, backend }) => {
  const tensors = inputs as unknown as readonly TensorInfo[];
  const terms = tensors.map((tensor) => numbers(backend, tensor));
  if (terms.length === 0 || !terms.every((term) => term)) return undefined;
  const sum = new Float32Array(terms[0]!.length);
  for (const term of terms)
    elementwise([sum, term!], sum, ([x, y, out], count) => loops.add(x, y, out, count));
  return tensorOf(backend, tensors[0].shape, sum);
});

/** One loop over two tensors; undefined where they are not float32. */
export function combine(
  backend: MathBackendCPU,
  a: TensorInfo,
  b: TensorInfo,
  loop: BinaryLoop,
  dtype: 'float32' | 'bool' = 'float32',
): TensorInfo | undefined {
  const [first, second] = [numbers(backend, a), numbers(backend, b)];
  if (!first || !second) return undefined;
  const shape = broadcastShape(a.shape, b.shape);
  const size = shape.reduce((product, length) => product * length, 1);
  const out = dtype === 'bool' ? new Uint8Array(size) : blank(size);
  if (size > 0) {
    elementwise(
      [cycleThrough(first, a.shape, shape), cycleThrough(second, b.shape, shape)],
      out,
      ([x, y, result], count) => loop(x, y, result, count),
    );
  }
  return tensorOf(backend, shape, out, dtype);
}
