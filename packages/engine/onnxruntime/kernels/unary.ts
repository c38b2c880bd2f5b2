import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { elementwise } from '../simd/elementwise';
import { loops, type UnaryLoop } from '../simd/loops';
import { blank, kernel, numbers, tensorOf, type Kernel } from '../tensors';

/**
 * Element-wise kernels of one float32 tensor, in the same arithmetic as the cpu backend's: results are equal to
 * the last bit.
 */
export const unary: readonly Kernel[] = [
  ...Object.entries({
    Relu: loops.relu,
    Relu6: loops.relu6,
    Sqrt: loops.sqrt,
    Rsqrt: loops.rsqrt,
    Square: loops.square,
    Abs: loops.abs,
    Neg: loops.neg,
    Sign: loops.sign,
    Reciprocal: loops.reciprocal,
    Floor: loops.floor,
    Ceil: loops.ceil,
  }).map(([name, loop]) => kernel<'x', object>(name, ({ inputs, backend }) => map(backend, inputs.x, loop))),
  kernel<'x', { alpha: number }>('LeakyRelu', ({ inputs, backend, attrs }) =>
    map(backend, inputs.x, loops.leakyRelu, attrs.alpha),
  ),
  kernel<'x', { alpha: number }>('Step', ({ inputs, backend, attrs }) =>
    map(backend, inputs.x, loops.step, attrs.alpha),
  ),
  kernel<'x', { clipValueMin: number; clipValueMax: number }>('ClipByValue', ({ inputs, backend, attrs }) =>
    map(backend, inputs.x, loops.clip, attrs.clipValueMin, attrs.clipValueMax),
  ),
];

/** One loop over a tensor; undefined where it is not float32. */
function map(backend: MathBackendCPU, x: TensorInfo, loop: UnaryLoop, p = 0, q = 0): TensorInfo | undefined {
  const values = numbers(backend, x);
  if (!values) return undefined;
  const out = blank(values.length);
  elementwise([values], out, ([from, to], count) => loop(from, to, count, p, q));
  return tensorOf(backend, x.shape, out);
}
