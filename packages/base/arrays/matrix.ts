import { InputError } from '../errors';

/** A dense matrix, row by row: one row an image (or a point), one column a feature. */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Data;
}

/**
 * A matrix over `data` (not copied).
 *
 * @throws InputError when `data` does not hold rows x columns numbers.
 */
export function createMatrix<Data extends Float32Array | Float64Array>(
  rows: number,
  columns: number,
  data: Data,
): Matrix<Data> {
  if (data.length !== rows * columns) {
    throw new InputError(`A ${rows} x ${columns} matrix has ${rows * columns} numbers, not ${data.length}.`);
  }
  return { rows, columns, data };
}
