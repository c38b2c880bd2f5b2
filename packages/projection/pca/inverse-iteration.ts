import { createRandom } from '@ddr-lab/base/random';
import type { Tridiagonal } from './symmetric-eigen';

/** Solves for each vector: one is usually enough for an eigenvalue that is exact to rounding. */
const solves = 2;

/**
 * Eigenvectors of a symmetric tridiagonal matrix T to known eigenvalues, by inverse iteration (as LAPACK's dstein):
 * (T - value) z = b turns any b towards the eigenvector. Each is made orthogonal to those before it, so that
 * eigenvalues which are close or equal get different vectors.
 *
 * @param T entries of at most about 1
 * @param values from the largest to the smallest
 * @returns one unit vector a row; or undefined, when one of them has not converged
 */
export function inverseIteration(
  { n, diagonal, offDiagonal }: Pick<Tridiagonal, 'n' | 'diagonal' | 'offDiagonal'>,
  values: Float64Array,
): Float64Array | undefined {
  const vectors = new Float64Array(values.length * n);
  const random = createRandom(0);
  const factors = createFactors(n);
  let value = Infinity;
  for (let c = 0; c < values.length; c++) {
    // Equal eigenvalues would give the same vector again and again.
    value = Math.min(values[c], value - 10 * Number.EPSILON);
    factorise(diagonal, offDiagonal, value, factors);
    const z = vectors.subarray(c * n, (c + 1) * n);
    for (let i = 0; i < n; i++) z[i] = random.normal();
    let left = 0;
    for (let step = 0; step < solves; step++) {
      solve(factors, z);
      normalise(z);
      left = orthogonalise(z, vectors, c);
    }
    // Where little was left, rounding is a large part of it: what it holds of the others goes now.
    if (left < 0.5) orthogonalise(z, vectors, c);
    // Also false for NaN, from an overflow.
    if (!(residual(diagonal, offDiagonal, value, z) < 32 * Number.EPSILON * Math.sqrt(n))) return undefined;
  }
  return vectors;
}

/** T - value = P L U: by rows, with the larger of two candidates as pivot. */
interface Factors {
  /** U's diagonal, and the two lines above it. */
  readonly u0: Float64Array;
  readonly u1: Float64Array;
  readonly u2: Float64Array;
  /** L's line below the diagonal. */
  readonly multiplier: Float64Array;
  /** 1 where rows i and i + 1 change places. */
  readonly swapped: Uint8Array;
}

function createFactors(n: number): Factors {
  const [u0, u1, u2, multiplier] = Array.from({ length: 4 }, () => new Float64Array(n));
  return { u0, u1, u2, multiplier, swapped: new Uint8Array(n) };
}

function factorise(d: Float64Array, e: Float64Array, value: number, factors: Factors): void {
  const { u0, u1, u2, multiplier, swapped } = factors;
  const n = d.length;
  let pivot = d[0] - value;
  let above = e[0];
  for (let i = 0; i < n - 1; i++) {
    const below = e[i];
    const next = d[i + 1] - value;
    const beside = i + 1 < n - 1 ? e[i + 1] : 0;
    swapped[i] = Math.abs(below) > Math.abs(pivot) ? 1 : 0;
    if (swapped[i]) {
      const factor = pivot / below;
      multiplier[i] = factor;
      u0[i] = below;
      u1[i] = next;
      u2[i] = beside;
      pivot = above - factor * next;
      above = -factor * beside;
    } else {
      // A pivot of 0 stands for an exact eigenvalue: anything as small as rounding will do.
      const factor = below / (pivot || Number.EPSILON);
      multiplier[i] = factor;
      u0[i] = pivot || Number.EPSILON;
      u1[i] = above;
      u2[i] = 0;
      pivot = next - factor * above;
      above = beside;
    }
  }
  u0[n - 1] = pivot || Number.EPSILON;
}

function solve({ u0, u1, u2, multiplier, swapped }: Factors, z: Float64Array): void {
  const n = z.length;
  for (let i = 0; i < n - 1; i++) {
    const upper = z[i];
    const lower = z[i + 1];
    z[i] = swapped[i] ? lower : upper;
    z[i + 1] = swapped[i] ? upper - multiplier[i] * lower : lower - multiplier[i] * upper;
  }
  let one = 0;
  let two = 0;
  for (let i = n - 1; i >= 0; i--) {
    const value = (z[i] - u1[i] * one - u2[i] * two) / u0[i];
    z[i] = value;
    two = one;
    one = value;
  }
}

/** Gives z length 1 and returns the length that it had. */
function normalise(z: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < z.length; i++) largest = Math.max(largest, Math.abs(z[i]));
  let squares = 0;
  for (let i = 0; i < z.length; i++) {
    z[i] /= largest;
    squares += z[i] * z[i];
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < z.length; i++) z[i] /= length;
  return largest * length;
}

/**
 * Takes the parts along the first `count` rows of `vectors` off a unit vector, one after the other, and gives it
 * length 1 again.
 *
 * @returns the length that was left
 */
function orthogonalise(z: Float64Array, vectors: Float64Array, count: number): number {
  const n = z.length;
  for (let c = 0; c < count; c++) {
    const row = c * n;
    // Three sums that do not wait for one another.
    let inner = 0;
    let second = 0;
    let third = 0;
    let i = 0;
    for (; i + 2 < n; i += 3) {
      inner += z[i] * vectors[row + i];
      second += z[i + 1] * vectors[row + i + 1];
      third += z[i + 2] * vectors[row + i + 2];
    }
    for (; i < n; i++) inner += z[i] * vectors[row + i];
    inner += second + third;
    for (i = 0; i < n; i++) z[i] -= inner * vectors[row + i];
  }
  return normalise(z);
}

/** The largest entry of T z - value z. */
function residual(d: Float64Array, e: Float64Array, value: number, z: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < z.length; i++) {
    let entry = (d[i] - value) * z[i];
    if (i > 0) entry += e[i - 1] * z[i - 1];
    if (i + 1 < z.length) entry += e[i] * z[i + 1];
    largest = Math.max(largest, Math.abs(entry));
  }
  return largest;
}
