import { util } from '@tensorflow/tfjs-core';
import { arrayLike, type Values } from './values';

/** Runs at least so long are copied as a whole. */
const longRun = 24;

/** A new array of an array's slices along one axis, in the order of `indices`, which must be within the axis. */
export function taken<V extends Values>(
  values: V,
  shape: readonly number[],
  axis: number,
  indices: ArrayLike<number>,
): V {
  const outer = util.sizeFromShape(shape.slice(0, axis));
  const run = util.sizeFromShape(shape.slice(axis + 1));
  const span = shape[axis] * run;
  const result = arrayLike(values, outer * indices.length * run);
  for (let i = 0, to = 0; i < outer; i++) {
    for (let j = 0; j < indices.length; j++, to += run) {
      const from = i * span + indices[j] * run;
      if (run >= longRun) result.set(values.subarray(from, from + run), to);
      else for (let k = 0; k < run; k++) result[to + k] = values[from + k];
    }
  }
  return result;
}
