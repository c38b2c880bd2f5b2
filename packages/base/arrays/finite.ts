import { InputError } from '../errors';
import type { Matrix } from './matrix';

/**
 * Makes sure that every number of a matrix is finite.
 *
 * @param what names the matrix in the error, such as 'The points' or a file.
 * @throws InputError naming the first NaN or infinity by row and column, counted from 0.
 */
export function checkFinite({ rows, columns, data }: Matrix, what: string): void {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    // A sum is finite unless a summand is not (or it overflows: then look closely).
    let sum = 0;
    for (let i = start; i < start + columns; i++) sum += data[i];
    if (Number.isFinite(sum)) continue;
    for (let i = start; i < start + columns; i++) {
      if (!Number.isFinite(data[i])) {
        throw new InputError(
          `${what}: row ${row}, column ${i - start} (counted from 0) is ${data[i]}. Only finite numbers can be used.`,
        );
      }
    }
  }
}
