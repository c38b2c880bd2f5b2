import { util } from '@tensorflow/tfjs-core';
import { arrayLike, type Values } from './values';

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
