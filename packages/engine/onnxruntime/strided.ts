import { backend_util, util } from '@tensorflow/tfjs-core';
import { arrayLike, type Values } from './tensors';

/** A rectangle of an array: where it starts, and how far apart neighbours along each axis lie. */
export interface Strided<V extends Values = Values> {
  readonly values: V;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Runs of neighbours at least so long are copied as a whole. */
const longRun = 24;

/** Strides of an array in row-major order. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => util.sizeFromShape(shape.slice(axis + 1)));
}

/** A new array of the rectangle's numbers in row-major order. */
export function gathered<V extends Values>(source: Strided<V>, shape: readonly number[]): V {
  const size = util.sizeFromShape([...shape]);
  const values = arrayLike(source.values, size);
  copyStrided(source, { values, offset: 0, strides: stridesOf(shape) }, shape);
  return values;
}

/** Copies a rectangle of a shape from one array to another of the same type; the arrays must not overlap. */
export function copyStrided<V extends Values>(
  source: Strided<V>,
  target: Strided<V>,
  shape: readonly number[],
): void {
  if (shape.includes(0)) return;
  const axes = merged(shape, source.strides, target.strides);
  copyAxes(words(source.values), source.offset, words(target.values), target.offset, axes, 0);
}

interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Axes that lie behind one another in both arrays become one; at least two are left. */
function merged(shape: readonly number[], from: readonly number[], to: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((size, i) => {
    if (size === 1) return;
    const last = axes.at(-1);
    if (last && last.from === from[i] * size && last.to === to[i] * size) {
      axes.pop();
      axes.push({ size: last.size * size, from: from[i], to: to[i] });
    } else {
      axes.push({ size, from: from[i], to: to[i] });
    }
  });
  while (axes.length < 2) axes.unshift({ size: 1, from: 0, to: 0 });
  return axes;
}

/** Numbers as words to copy: reading an integer takes less than reading a float32. */
function words(values: Values): Int32Array | Uint8Array {
  return values instanceof Float32Array
    ? new Int32Array(values.buffer, values.byteOffset, values.length)
    : values;
}

function copyAxes(
  source: Int32Array | Uint8Array,
  from: number,
  target: Int32Array | Uint8Array,
  to: number,
  axes: readonly Axis[],
  first: number,
): void {
  if (first < axes.length - 2) {
    const { size, from: fromStep, to: toStep } = axes[first];
    for (let i = 0; i < size; i++) {
      copyAxes(source, from + i * fromStep, target, to + i * toStep, axes, first + 1);
    }
    return;
  }
  const [outer, inner] = axes.slice(first);
  const { size, from: fromStep, to: toStep } = inner;
  const whole = fromStep === 1 && toStep === 1 && size >= longRun;
  for (let i = 0; i < outer.size; i++, from += outer.from, to += outer.to) {
    if (whole) {
      target.set(source.subarray(from, from + size), to);
      continue;
    }
    for (let j = 0, at = from, put = to; j < size; j++, at += fromStep, put += toStep)
      target[put] = source[at];
  }
}

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
