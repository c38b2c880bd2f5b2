import { createMatrix, type Matrix } from './matrix';

/** A matrix that is read from its first row to its last, some rows at a time: it may be too large for memory. */
export interface RowBlocks {
  readonly rows: number;
  readonly columns: number;
  /** All rows in order; a block may be overwritten as soon as the next is asked for. Each call begins at the first row. */
  blocks(): AsyncIterable<Matrix>;
}

/** Numbers of a block: 32 MiB of float32. */
const blockNumbers = 2 ** 23;

/** How many rows of so many columns make a block: one at least. */
export function rowsOfBlock(columns: number): number {
  return Math.max(1, Math.floor(blockNumbers / columns));
}

/** A matrix in memory as such blocks; nothing is copied. */
export function rowBlocks({ rows, columns, data }: Matrix): RowBlocks {
  const most = rowsOfBlock(columns);
  return {
    rows,
    columns,
    blocks: async function* () {
      for (let start = 0; start < rows; start += most) {
        const count = Math.min(most, rows - start);
        yield createMatrix(count, columns, data.subarray(start * columns, (start + count) * columns));
      }
    },
  };
}
