import { InputError } from '../errors';
import type { Matrix } from './matrix';
import { createMatrix } from './matrix';
import type { NpyArray } from './npy';

/**
 * An array as a matrix: the first axis are the rows, all others are flattened into the columns
 * (100 x 32 x 32 x 64 features become 100 x 65,536). Floats are not copied; integers become float64.
 *
 * @param name what to call the array in an error.
 * @throws InputError when the array has no rows or no columns, or an integer beyond 2^53.
 */
export function asMatrix({ shape, data }: NpyArray, name = 'The array'): Matrix {
  const rows = shape.length > 0 ? shape[0] : 0;
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  if (rows === 0 || columns === 0) {
    throw new InputError(`${name} has the shape (${shape.join(', ')}): rows of numbers are needed.`);
  }
  if (data instanceof Float32Array || data instanceof Float64Array) return createMatrix(rows, columns, data);
  const numbers = Float64Array.from(data as ArrayLike<number | bigint>, Number);
  const unsafe = numbers.findIndex((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER);
  if (unsafe >= 0) {
    throw new InputError(`${name} holds the integer ${data[unsafe]}, beyond what float64 can tell apart.`);
  }
  return createMatrix(rows, columns, numbers);
}
