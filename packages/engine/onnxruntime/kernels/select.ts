import { elementwise, type Numbers } from '../simd/elementwise';
import { loops } from '../simd/loops';
import { blank, kernel, numbers, tensorOf, typedValues, type Kernel } from '../tensors';

/** Numbers of one tensor where a condition holds and of another elsewhere, all of one shape. */
export const select: Kernel = kernel<'condition' | 't' | 'e', object>(
  'Select',
  ({ inputs: { condition, t, e }, backend }) => {
    const chosen = typedValues(backend, condition);
    const [first, second] = [numbers(backend, t), numbers(backend, e)];
    const shape = t.shape.join();
    if (!(chosen instanceof Uint8Array) || !first || !second) return undefined;
    if (condition.shape.join() !== shape || e.shape.join() !== shape) return undefined;
    const out = blank(first.length);
    elementwise([chosen, first, second], out, ([c, a, b, to], count) => loops.select(c, a, b, to, count));
    return tensorOf(backend, t.shape, out);
  },
);

/** From float32 to int32, towards zero, and to bool; other casts need no loop. */
export const cast: Kernel = kernel<'x', { dtype: string }>('Cast', ({ inputs: { x }, backend, attrs }) => {
  const values = numbers(backend, x);
  if (!values) return undefined;
  if (attrs.dtype === 'int32') return tensorOf(backend, x.shape, new Int32Array(values), 'int32');
  if (attrs.dtype !== 'bool') return undefined;
  const out = new Uint8Array(values.length);
  const zero: Numbers = new Float32Array(1);
  elementwise([values, zero], out, ([a, b, to], count) => loops.notEqual(a, b, to, count));
  return tensorOf(backend, x.shape, out, 'bool');
});
