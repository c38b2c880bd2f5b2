import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { conditionalProbabilities } from './affinities';
import type { Address } from '@ddr-lab/base/wasm-kernels';
import type { Kernels } from './kernels';
import { nearestNeighbours } from './nearest';
import type { TsneObjective } from './objective';
import { repulsionGrid } from './repulsion-grid';
import type { EndTurn } from './turns';

/** Joint probabilities of pairs of near neighbours, in the kernels' memory (see assembly/neighbours.ts). */
export interface SparseJoint {
  /** n + 1 uint32: where each point's entries begin; multiples of four. */
  readonly starts: Address;
  /** The other point of each entry: uint32. */
  readonly others: Address;
  /** The probability of each entry: float32. */
  readonly joint: Address;
  readonly entries: number;
}

/**
 * Joint probabilities of each point and its 3 x perplexity nearest neighbours, as scikit-learn's
 * `_joint_probabilities_nn` (method 'barnes_hut'): Gaussian affinities among those only, made symmetric. All others are 0.
 *
 * @throws InputError when squared distances overflow.
 */
export async function sparseJoint(
  X: Matrix,
  perplexity: number,
  kernels: Kernels,
  endTurn: EndTurn,
): Promise<SparseJoint> {
  const n = X.rows;
  const count = Math.min(n - 1, Math.floor(3 * perplexity + 1));
  const { indices, distances } = await nearestNeighbours(X, count, kernels, endTurn);
  const conditional = new Float32Array(n * count);
  const p = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    await endTurn(n, n);
    conditionalProbabilities(distances.subarray(i * count, (i + 1) * count), perplexity, p);
    // Each conditional row sums to 1, all of them to n, and the pairs in both orders to 2 n.
    for (let k = 0; k < count; k++) conditional[i * count + k] = p[k] / (2 * n);
  }
  return symmetric(n, count, indices, conditional, kernels);
}

/** The sum of the matrix of the conditional probabilities and its transpose; rows of `indices` are in order. */
function symmetric(
  n: number,
  count: number,
  indices: Uint32Array,
  conditional: Float32Array,
  kernels: Kernels,
): SparseJoint {
  // Where i stands among j's neighbours, or -1.
  const find = (j: number, i: number): number => {
    let low = j * count;
    let high = low + count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (indices[middle] < i) low = middle + 1;
      else high = middle;
    }
    return low < (j + 1) * count && indices[low] === i ? low : -1;
  };
  // Each point has its own neighbours, and those that have it without being its own.
  const lengths = new Uint32Array(n).fill(count);
  const oneSided = new Uint8Array(n * count);
  const mutual = new Float32Array(conditional);
  for (let i = 0; i < n; i++) {
    for (let k = i * count; k < (i + 1) * count; k++) {
      const back = find(indices[k], i);
      if (back >= 0) {
        mutual[k] += conditional[back];
      } else {
        oneSided[k] = 1;
        lengths[indices[k]]++;
      }
    }
  }
  const starts = kernels.reserve(4 * (n + 1));
  const bounds = kernels.uint32(starts, n + 1);
  for (let i = 0; i < n; i++) bounds[i + 1] = bounds[i] + 4 * Math.ceil(lengths[i] / 4);
  const entries = bounds[n];
  const begins = bounds.slice();
  const others = kernels.reserve(4 * entries);
  const joint = kernels.reserve(4 * entries);
  const [which, value] = [kernels.uint32(others, entries), kernels.float32(joint, entries)];
  const filled = begins.slice(0, n);
  const put = (i: number, j: number, p: number): void => {
    which[filled[i]] = j;
    value[filled[i]++] = p;
  };
  for (let i = 0; i < n; i++) {
    for (let k = i * count; k < (i + 1) * count; k++) {
      put(i, indices[k], mutual[k]);
      if (oneSided[k] === 1) put(indices[k], i, mutual[k]);
    }
  }
  // What makes a point's entries up to a multiple of four is the point itself, with a probability of 0.
  for (let i = 0; i < n; i++) while (filled[i] < begins[i + 1]) put(i, i, 0);
  return { starts, others, joint, entries };
}

/**
 * t-SNE's objective in one or two dimensions for many points, by the SIMD kernels: joint probabilities of near neighbours
 * only, attraction over those, repulsion through a grid. The divergence is that from these probabilities.
 *
 * @throws InputError when squared distances of the points overflow.
 */
export async function interpolationObjective(
  X: Matrix,
  perplexity: number,
  dims: 1 | 2,
  kernels: Kernels,
  endTurn: EndTurn,
): Promise<TsneObjective> {
  const n = X.rows;
  const { starts, others, joint, entries } = await sparseJoint(X, perplexity, kernels, endTurn);
  const positionsAt = kernels.reserve(8 * n);
  const attractionAt = kernels.reserve(16 * n);
  const repulsionAt = kernels.reserve(16 * n);
  const grid = repulsionGrid(n, kernels);
  let mass = 0;
  let entropy = 0;
  for (const p of kernels.float32(joint, entries)) {
    if (p === 0) continue;
    mass += p;
    entropy += p * Math.log(p);
  }

  /** Rounds the positions, about their centre; one dimension is a plane of height 0. */
  const place = (positions: Float64Array): void => {
    const placed = kernels.float32(positionsAt, 2 * n);
    for (let d = 0; d < dims; d++) {
      let centre = 0;
      for (let i = 0; i < n; i++) centre += positions[d * n + i] / n;
      for (let i = 0; i < n; i++) placed[2 * i + d] = positions[d * n + i] - centre;
    }
  };
  const cost = (positions: Float64Array): number => {
    place(positions);
    const total = grid.repel(positionsAt, repulsionAt);
    const sum = kernels.neighbourCost(n, positionsAt, starts, others, joint);
    return (entropy + sum) / mass + Math.log(total) - Math.log(mass);
  };

  return {
    gradient(positions, exaggeration, out) {
      place(positions);
      const total = grid.repel(positionsAt, repulsionAt);
      kernels.neighbourForces(n, positionsAt, starts, others, joint, attractionAt);
      // The grid may have grown the memory: views from before are void.
      const attraction = kernels.float64(attractionAt, 2 * n);
      const repulsion = kernels.float64(repulsionAt, 2 * n);
      for (let k = 0; k < dims * n; k++) {
        out[k] = 4 * (exaggeration * attraction[k] - repulsion[k] / total);
      }
    },
    cost,
    divergence: cost,
  };
}
