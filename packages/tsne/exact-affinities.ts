import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { distanceOverflow, distanceRows } from './distance-rows';
import type { Address, Kernels } from './kernels';
import { searchWidth } from './perplexity';
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
