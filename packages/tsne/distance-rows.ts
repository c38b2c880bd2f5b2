import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Address, Kernels } from './kernels';

/** Squared distances of all points, four rows of them at a time. */
export interface DistanceRows {
  /** Length of a row: the number of points, made up to a multiple of four. */
  readonly pitch: number;
  /** The rows of points 4 x block and on, until the next call: 4 x pitch float64; made-up columns mean nothing. */
  rows(block: number): Address;
}

/**
 * Squared Euclidean distances between the rows of X by differences in float64 (no cancellation between norms).
 * What they need in the kernels' memory is reserved.
 */
export function distanceRows(X: Matrix, kernels: Kernels): DistanceRows {
  const { rows: n, columns, data } = X;
  const blocks = Math.ceil(n / 4);
  const pitch = 4 * blocks;
  const points = kernels.reserve(8 * pitch * columns);
  const out = kernels.reserve(8 * 4 * pitch);
  const packed = kernels.float64(points, pitch * columns);
  for (let i = 0; i < n; i++) {
    const from = i * columns;
    const to = (i >> 2) * columns * 4 + (i & 3);
    for (let c = 0; c < columns; c++) packed[to + 4 * c] = data[from + c];
  }
  return {
    pitch,
    rows(block) {
      kernels.distanceRows(points, columns, pitch, block, out);
      return out;
    },
  };
}

/** @throws InputError: the points i and j are too far apart for their squared distance. */
export function distanceOverflow(i: number, j: number): never {
  throw new InputError(`Rows ${i} and ${j} are so far apart that the distance overflows: scale them down.`);
}
