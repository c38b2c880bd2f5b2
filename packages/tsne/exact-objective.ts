import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { searchWidth } from './affinities';
import type { Address } from '@ddr-lab/base/wasm-kernels';
import type { Kernels } from './kernels';
import { distanceOverflow, distanceRows } from './nearest';
import type { TsneObjective } from './objective';
import type { EndTurn } from './turns';

/** Rows of a strip of the kernels' matrices of pairs (`edge` in assembly/strips.ts). */
export const stripRows = 64;

/** Where row i of the kernels' matrix of pairs of `n` points begins (its first column is that of its strip's first row). */
export function stripRow(i: number, n: number): number {
  const strip = Math.floor(i / stripRows);
  const top = strip * stripRows;
  return top * n - (stripRows * stripRows * strip * (strip - 1)) / 2 + (i - top) * (n - top);
}

/** Numbers in the kernels' matrix of pairs of `n` points. */
export function stripLength(n: number): number {
  return n === 0 ? 0 : stripRow(n - 1, n) + n - Math.floor((n - 1) / stripRows) * stripRows;
}

/**
 * Joint probabilities of all pairs as `jointProbabilities`, in the strips that the kernels read (float32): n is the number
 * of points made up to a multiple of four; those made up have the probability 0, as a point has with itself.
 *
 * @throws InputError when squared distances overflow.
 */
export async function jointStrips(
  X: Matrix,
  perplexity: number,
  kernels: Kernels,
  endTurn: EndTurn,
): Promise<Address> {
  const n = X.rows;
  const pitch = 4 * Math.ceil(n / 4);
  const length = stripLength(pitch);
  const strips = kernels.reserve(4 * length);
  const temporary = kernels.reserve(0);
  const rows = conditionalRows(X, perplexity, kernels);
  const joint = kernels.float32(strips, length);
  for (let i = 0; i < n; i++) {
    await endTurn(i, n);
    const p = rows(i);
    const top = i - (i % stripRows);
    // Pairs with points of earlier strips stand in the rows of those.
    for (let j = 0; j < top; j++) joint[stripRow(j, pitch) + i - (j - (j % stripRows))] += p[j];
    const row = stripRow(i, pitch) - top;
    for (let j = top; j < n; j++) joint[row + j] += p[j];
    // Within the strip, both orders of a pair stand.
    for (let j = top; j < Math.min(top + stripRows, n); j++) joint[stripRow(j, pitch) - top + i] += p[j];
  }
  kernels.release(temporary);
  for (let i = 0; i < n; i++) {
    const top = i - (i % stripRows);
    const row = stripRow(i, pitch) - top;
    // Each conditional row sums to 1, all of them to n.
    for (let j = top; j < n; j++) {
      joint[row + j] = i === j ? 0 : Math.max(joint[row + j] / (2 * n), Number.EPSILON);
    }
  }
  return strips;
}

/** Gives the conditional probabilities of each point's neighbours, one row after the other (valid until the next). */
function conditionalRows(X: Matrix, perplexity: number, kernels: Kernels): (i: number) => Float64Array {
  const n = X.rows;
  const distances = distanceRows(X, kernels);
  const { pitch } = distances;
  const out = kernels.reserve(8 * pitch);
  const momentsAt = kernels.reserve(24);
  const moments = kernels.float64(momentsAt, 3);
  const p = kernels.float64(out, pitch);
  let block: Address = 0;
  return (i) => {
    if (i % 4 === 0) block = distances.rows(i / 4);
    const at = block + 8 * pitch * (i % 4);
    const row = kernels.float64(at, pitch);
    let nearest = Infinity;
    let mean = 0;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const distance = row[j];
      if (distance === Infinity) distanceOverflow(i, j);
      if (distance < nearest) nearest = distance;
      mean += distance / (n - 1);
    }
    // Infinitely far is as good as not there.
    row[i] = Infinity;
    row.fill(Infinity, n);
    const sum = searchWidth(perplexity, nearest, mean, (beta) => {
      kernels.gaussians(at, pitch, beta, nearest, out, momentsAt);
      return moments;
    });
    for (let j = 0; j < n; j++) p[j] /= sum;
    return p;
  };
}

/** Where made-up points lie: so far away that they feel and exert nothing, and 1 + d^2 is still finite. */
const nowhere = 1e18;

/**
 * t-SNE's exact objective by the SIMD kernels, in one to three dimensions: pairs in float32, their sums and the positions in
 * float64. Equal to `tsneObjective` but for rounding (1e-6).
 *
 * @throws InputError when squared distances of the points overflow.
 */
export async function exactObjective(
  X: Matrix,
  perplexity: number,
  dims: 1 | 2 | 3,
  kernels: Kernels,
  endTurn: EndTurn,
): Promise<TsneObjective> {
  const points = X.rows;
  const n = 4 * Math.ceil(points / 4);
  const freedom = Math.max(dims - 1, 1);
  // One dimension is a plane of height 0.
  const axes = dims === 3 ? 3 : 2;
  const forces = dims === 3 ? kernels.spaceForces : kernels.planeForces;
  const logs = dims === 3 ? kernels.spaceCost : kernels.planeCost;
  const strips = await jointStrips(X, perplexity, kernels, endTurn);
  const positionsAt = kernels.reserve(4 * axes * n);
  const sumsAt = kernels.reserve(8 * 2 * axes * n);
  const scratch = kernels.reserve(4 * 2 * axes * stripRows);
  const joint = kernels.float32(strips, stripLength(n));
  const placed = kernels.float32(positionsAt, axes * n);
  const sums = kernels.float64(sumsAt, 2 * axes * n);
  const { mass, entropy } = totals(joint, n);
  for (let a = 0; a < axes; a++) {
    for (let i = points; i < n; i++) placed[a * n + i] = nowhere * (1 + i - points);
  }

  /** Rounds the positions, about their centre: nothing is lost when they are all far from 0. */
  const place = (positions: Float64Array): void => {
    for (let d = 0; d < dims; d++) {
      let centre = 0;
      for (let i = 0; i < points; i++) centre += positions[d * points + i] / points;
      for (let i = 0; i < points; i++) placed[d * n + i] = positions[d * points + i] - centre;
    }
  };

  return {
    gradient(positions, exaggeration, out) {
      place(positions);
      const total = forces(n, positionsAt, strips, sumsAt, scratch);
      const factor = (2 * (freedom + 1)) / freedom;
      for (let d = 0; d < dims; d++) {
        for (let i = 0; i < points; i++) {
          const attraction = sums[d * n + i];
          const repulsion = sums[(axes + d) * n + i];
          out[d * points + i] = factor * (exaggeration * attraction - repulsion / total);
        }
      }
    },
    cost(positions) {
      place(positions);
      const total = forces(n, positionsAt, strips, sumsAt, scratch);
      // A similarity's share of all counts as at least the smallest number beside 1, as in scikit-learn.
      const farthest = (1 / (total * Number.EPSILON)) ** (2 / (freedom + 1));
      const sum = logs(n, positionsAt, strips, Math.min(farthest, 1e37));
      return (entropy + ((freedom + 1) / 2) * sum + mass * Math.log(total)) / mass - Math.log(mass);
    },
    divergence: (positions) => divergence(joint, n, mass, positions, points, dims),
  };
}

/** Sums over all ordered pairs: of p, and of p log p. */
function totals(joint: Float32Array, n: number): { mass: number; entropy: number } {
  let mass = 0;
  let entropy = 0;
  for (let i = 0; i < n; i++) {
    const top = i - (i % stripRows);
    const row = stripRow(i, n) - top;
    for (let j = top; j < n; j++) {
      const p = joint[row + j];
      if (p === 0) continue;
      // Within the strip, the other order of the pair stands too.
      const weight = j < top + stripRows ? 1 : 2;
      mass += weight * p;
      entropy += weight * p * Math.log(p);
    }
  }
  return { mass, entropy };
}

/** The divergence by the positions as they are, in float64 but for p. */
function divergence(
  joint: Float32Array,
  n: number,
  mass: number,
  positions: Float64Array,
  points: number,
  dims: number,
): number {
  const freedom = Math.max(dims - 1, 1);
  const power = (freedom + 1) / 2;
  let total = 0;
  let sum = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < points; i++) {
      const row = stripRow(i, n) - (i - (i % stripRows));
      for (let j = i + 1; j < points; j++) {
        let square = 0;
        for (let d = 0; d < dims; d++) {
          const difference = positions[d * points + i] - positions[d * points + j];
          square += difference * difference;
        }
        const similarity = (1 + square / freedom) ** -power;
        if (pass === 0) {
          total += 2 * similarity;
        } else {
          const p = joint[row + j] / mass;
          sum += 2 * p * Math.log(p / Math.max(similarity / total, Number.EPSILON));
        }
      }
    }
  }
  return sum;
}
