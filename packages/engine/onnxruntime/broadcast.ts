import { backend_util, util } from '@tensorflow/tfjs-core';
import { arrayLike, type Values } from './values';

/** The shape of two tensors' element-wise result. Throws as tfjs does where there is none. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/**
 * A tensor's numbers as they are read through an element-wise result of shape `target`, as far as they do not
 * repeat: read again and again from the start, they fill it. The tensor's own array where that is it already,
 * as with scalars and biases.
 */
export function cycleThrough<V extends Values>(
  values: V,
  shape: readonly number[],
  target: readonly number[],
): V {
  // Axes in front that are repeated as a whole need no copy.
  const first = shape.findIndex((size) => size !== 1);
  if (first < 0) return values;
  const inner = shape.slice(first);
  const reps = target.slice(target.length - inner.length).map((size, axis) => (inner[axis] === 1 ? size : 1));
  return tiled(values, inner, reps);
}

/** A tensor repeated `reps` times along each axis; its own array where nothing is. */
export function tiled<V extends Values>(values: V, shape: readonly number[], reps: readonly number[]): V {
  let result = values;
  const sizes = [...shape];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (reps[axis] === 1) continue;
    let count = reps[axis];
    const inner = util.sizeFromShape(sizes.slice(axis));
    sizes[axis] *= count;
    // Axes of size 1 in front that are repeated too are one with this one.
    while (axis > 0 && sizes[axis - 1] === 1 && reps[axis - 1] > 1) {
      axis--;
      count *= reps[axis];
      sizes[axis] = reps[axis];
    }
    result = repeated(result, inner, count);
  }
  return result;
}

/** Each run of `length` numbers `count` times over; the array itself where that is once. */
export function repeated<V extends Values>(values: V, length: number, count: number): V {
  if (count === 1) return values;
  const result = arrayLike(values, values.length * count);
  const span = length * count;
  for (let from = 0, to = 0; from < values.length && span > 0; from += length, to += span) {
    if (length === 1) {
      result.fill(values[from], to, to + span);
      continue;
    }
    result.set(values.subarray(from, from + length), to);
    for (let done = length; done < span; done *= 2) {
      result.copyWithin(to + done, to, to + Math.min(done, span - done));
    }
  }
  return result;
}
