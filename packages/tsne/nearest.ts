import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { distanceOverflow, distanceRows } from './distance-rows';
import type { Kernels } from './kernels';
import type { EndTurn } from './turns';

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
