import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Address } from '@ddr-lab/base/wasm-kernels';
import type { Kernels } from './kernels';
import type { EndTurn } from './turns';

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

/** The nearest neighbours of each point, `count` of them in the order of the points. */
export interface Neighbours {
  readonly count: number;
  /** Which points: n x count. */
  readonly indices: Uint32Array;
  /** Their squared distances: n x count. */
  readonly distances: Float64Array;
}

/**
 * The exact `count` nearest neighbours of each row of X (not itself), by all squared distances in float64. Of equally far
 * ones the first are taken.
 *
 * @throws InputError when squared distances overflow.
 */
export async function nearestNeighbours(
  X: Matrix,
  count: number,
  kernels: Kernels,
  endTurn: EndTurn,
): Promise<Neighbours> {
  const n = X.rows;
  const temporary = kernels.reserve(0);
  const all = distanceRows(X, kernels);
  const indices = new Uint32Array(n * count);
  const distances = new Float64Array(n * count);
  const heap = new Uint32Array(count);
  let block = 0;
  for (let i = 0; i < n; i++) {
    if (i % 4 === 0) {
      await endTurn(i, n);
      block = all.rows(i / 4);
    }
    const row = kernels.float64(block + 8 * all.pitch * (i % 4), n);
    row[i] = Infinity;
    selectLeast(row, heap);
    heap.sort();
    for (let k = 0; k < count; k++) {
      const distance = row[heap[k]];
      if (distance === Infinity) distanceOverflow(i, heap[k]);
      indices[i * count + k] = heap[k];
      distances[i * count + k] = distance;
    }
  }
  kernels.release(temporary);
  return { count, indices, distances };
}

/** Writes where the least values stand to `heap`, as many as it has room for, in no order. */
function selectLeast(values: Float64Array, heap: Uint32Array): void {
  const count = heap.length;
  // A heap with the greatest of the least at its top.
  for (let k = 0; k < count; k++) heap[k] = k;
  for (let k = (count >> 1) - 1; k >= 0; k--) sink(values, heap, k);
  let limit = values[heap[0]];
  for (let j = count; j < values.length; j++) {
    if (values[j] < limit) {
      heap[0] = j;
      sink(values, heap, 0);
      limit = values[heap[0]];
    }
  }
}

/** Whether entry a is greater than entry b, or as great and further on. */
function isAfter(values: Float64Array, a: number, b: number): boolean {
  return values[a] > values[b] || (values[a] === values[b] && a > b);
}

/** Moves the entry at `at` down until none below it comes after it. */
function sink(values: Float64Array, heap: Uint32Array, at: number): void {
  const entry = heap[at];
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isAfter(values, heap[below + 1], heap[below])) below++;
    if (!isAfter(values, heap[below], entry)) break;
    heap[at] = heap[below];
    at = below;
  }
  heap[at] = entry;
}
