import { inverseIteration } from './inverse-iteration';

/** A symmetric matrix as Q T Q': T tridiagonal, Q a product of reflections. */
export interface Tridiagonal {
  readonly n: number;
  readonly diagonal: Float64Array;
  /** `offDiagonal[i]` couples i and i + 1; the last is 0. */
  readonly offDiagonal: Float64Array;
  /** n x n: row k holds, right of its diagonal, the vector v of reflection k, I - factors[k] v v'. */
  readonly reflections: Float64Array;
  /** 0 where there was nothing to reflect. */
  readonly factors: Float64Array;
}

/**
 * Householder's reduction of a symmetric n x n matrix (Golub and Van Loan, Matrix Computations, 8.3; EISPACK's
 * tred2), overwriting it.
 *
 * Only the upper triangle is read and kept up to date. A step's change of the matrix is put off to the next step,
 * which multiplies by the matrix anyway: so each number is fetched once a step. At n = 300 that takes a sixth of
 * the time of the plain form.
 */
function tridiagonalise(matrix: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const factors = new Float64Array(n);
  // The change that is due: A <- A - v w' - w v'. Zero at first.
  let v = new Float64Array(n);
  let w = new Float64Array(n);
  let reflection = new Float64Array(n);
  let product = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const row = k * n;
    for (let j = k; j < n; j++) matrix[row + j] -= v[k] * w[j] + w[k] * v[j];
    diagonal[k] = matrix[row + k];
    if (k === n - 1) break;
    // x - alpha e1 with |alpha| = |x| takes x, row k right of the diagonal, to (alpha, 0, ..., 0).
    let tail = 0;
    for (let j = k + 2; j < n; j++) tail += matrix[row + j] * matrix[row + j];
    const head = matrix[row + k + 1];
    const alpha = head > 0 ? -Math.sqrt(head * head + tail) : Math.sqrt(head * head + tail);
    const factor = tail === 0 ? 0 : 2 / ((head - alpha) ** 2 + tail);
    offDiagonal[k] = factor === 0 ? head : alpha;
    factors[k] = factor;
    matrix[row + k + 1] = factor === 0 ? 0 : head - alpha;
    for (let j = k + 1; j < n; j++) reflection[j] = matrix[row + j];
    // From both sides: A - v w' - w v' with p = factor A v and w = p - (factor p'v / 2) v.
    changeAndMultiply(matrix, n, k + 1, v, w, reflection, product);
    let inner = 0;
    for (let j = k + 1; j < n; j++) {
      product[j] *= factor;
      inner += product[j] * reflection[j];
    }
    const half = (factor * inner) / 2;
    for (let j = k + 1; j < n; j++) product[j] -= half * reflection[j];
    [v, reflection] = [reflection, v];
    [w, product] = [product, w];
  }
  return { n, diagonal, offDiagonal, reflections: matrix, factors };
}

/** A <- A - v w' - w v', then y = A x, from row and column `first` on; four rows at a time. */
function changeAndMultiply(
  a: Float64Array,
  n: number,
  first: number,
  v: Float64Array,
  w: Float64Array,
  x: Float64Array,
  y: Float64Array,
): void {
  y.fill(0, first);
  for (let i = first; i < n; i += 4) {
    const end = Math.min(i + 4, n);
    // The triangle on the diagonal.
    for (let p = i; p < end; p++) {
      for (let q = p; q < end; q++) {
        const value = (a[p * n + q] -= v[p] * w[q] + w[p] * v[q]);
        y[p] += value * x[q];
        if (q > p) y[q] += value * x[p];
      }
    }
    // What lies right of it; where there is anything, all four rows are there.
    if (end === n) break;
    const row0 = i * n;
    const row1 = row0 + n;
    const row2 = row1 + n;
    const row3 = row2 + n;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    const v0 = v[i];
    const v1 = v[i + 1];
    const v2 = v[i + 2];
    const v3 = v[i + 3];
    const w0 = w[i];
    const w1 = w[i + 1];
    const w2 = w[i + 2];
    const w3 = w[i + 3];
    const x0 = x[i];
    const x1 = x[i + 1];
    const x2 = x[i + 2];
    const x3 = x[i + 3];
    for (let j = end; j < n; j++) {
      const vj = v[j];
      const wj = w[j];
      const xj = x[j];
      const a0 = a[row0 + j] - v0 * wj - w0 * vj;
      const a1 = a[row1 + j] - v1 * wj - w1 * vj;
      const a2 = a[row2 + j] - v2 * wj - w2 * vj;
      const a3 = a[row3 + j] - v3 * wj - w3 * vj;
      a[row0 + j] = a0;
      a[row1 + j] = a1;
      a[row2 + j] = a2;
      a[row3 + j] = a3;
      sum0 += a0 * xj;
      sum1 += a1 * xj;
      sum2 += a2 * xj;
      sum3 += a3 * xj;
      y[j] += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
    }
    y[i] += sum0;
    y[i + 1] += sum1;
    y[i + 2] += sum2;
    y[i + 3] += sum3;
  }
}

/** Turns vectors of T (rows of length n) into those of the whole matrix, in place: z <- Q z. */
function backTransform({ n, reflections, factors }: Tridiagonal, vectors: Float64Array): void {
  const count = vectors.length / n;
  for (let k = n - 2; k >= 0; k--) {
    const factor = factors[k];
    if (factor === 0) continue;
    const row = k * n;
    let c = 0;
    // Three at a time: their sums do not wait for one another.
    for (; c + 2 < count; c += 3) {
      const p = c * n;
      const q = p + n;
      const r = q + n;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      for (let j = k + 1; j < n; j++) {
        const value = reflections[row + j];
        sum0 += value * vectors[p + j];
        sum1 += value * vectors[q + j];
        sum2 += value * vectors[r + j];
      }
      sum0 *= factor;
      sum1 *= factor;
      sum2 *= factor;
      for (let j = k + 1; j < n; j++) {
        const value = reflections[row + j];
        vectors[p + j] -= sum0 * value;
        vectors[q + j] -= sum1 * value;
        vectors[r + j] -= sum2 * value;
      }
    }
    for (; c < count; c++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += reflections[row + j] * vectors[c * n + j];
      sum *= factor;
      for (let j = k + 1; j < n; j++) vectors[c * n + j] -= sum * reflections[row + j];
    }
  }
}

/**
 * QL steps with implicit shifts on a symmetric tridiagonal matrix (Golub and Van Loan, 8.3; EISPACK's imtql1 and
 * imtql2), until nothing is left off the diagonal: nothing but rounding of the diagonal beside it, or of the whole
 * matrix. (Without the latter, what rounding leaves of a matrix of lower rank may be turned about for ever.)
 *
 * @param d the diagonal; becomes the eigenvalues, in no order
 * @param e `e[i]` couples i and i + 1; becomes 0
 * @param vectors n x n, the identity at first: becomes the eigenvectors, one a row. Left out: eigenvalues alone,
 *   in a fraction of the time.
 */
function tridiagonalQl(d: Float64Array, e: Float64Array, vectors?: Float64Array): void {
  const n = d.length;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]));
  const negligible = (i: number): boolean =>
    Math.abs(e[i]) <= Number.EPSILON * Math.max(norm, Math.abs(d[i]) + Math.abs(d[i + 1]));
  for (let low = 0; low < n; low++) {
    for (let step = 0; ; step++) {
      let high = low;
      while (high < n - 1 && !negligible(high)) high++;
      if (high === low) break;
      // Two or three steps an eigenvalue are usual; no matrix of finite numbers is known to need thirty.
      if (step === 60) throw new Error('The eigenvalue iteration did not converge.');
      const half = (d[low + 1] - d[low]) / (2 * e[low]);
      const root = Math.sqrt(half * half + 1);
      let g = d[high] - d[low] + e[low] / (half + (half < 0 ? -root : root));
      let sine = 1;
      let cosine = 1;
      let shift = 0;
      let i = high - 1;
      for (; i >= low; i--) {
        const f = sine * e[i];
        const b = cosine * e[i];
        const r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) break;
        sine = f / r;
        cosine = g / r;
        g = d[i + 1] - shift;
        const t = (d[i] - g) * sine + 2 * cosine * b;
        shift = sine * t;
        d[i + 1] = g + shift;
        g = cosine * t - b;
        if (vectors) rotateRows(vectors, i * n, n, cosine, sine);
      }
      if (i >= low) {
        // The matrix has split in two in the middle of a step: begin again on the upper part.
        d[i + 1] -= shift;
      } else {
        d[low] -= shift;
        e[low] = g;
      }
      e[high] = 0;
    }
  }
}

/** Turns the row that starts at `start` and the one below it by the angle given. */
function rotateRows(vectors: Float64Array, start: number, n: number, cosine: number, sine: number): void {
  for (let j = start; j < start + n; j++) {
    const upper = vectors[j];
    const lower = vectors[j + n];
    vectors[j + n] = sine * upper + cosine * lower;
    vectors[j] = cosine * upper - sine * lower;
  }
}

export interface SymmetricEigen {
  /** All eigenvalues, from the largest to the smallest. */
  readonly values: Float64Array;
  /** count x n: row i belongs to `values[i]`; orthonormal. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues of a symmetric n x n matrix, and the eigenvectors of the largest.
 *
 * Householder's reduction to a tridiagonal matrix, QL steps for the eigenvalues, inverse iteration for the vectors
 * that are wanted. Where those are many, or inverse iteration does not converge, the QL steps turn all vectors
 * along.
 *
 * @param matrix row by row; not changed
 * @param wanted of how many eigenvalues vectors are wanted, told from the eigenvalues; all by default
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
  wanted: (values: Float64Array) => number = () => n,
): SymmetricEigen {
  // Scaled to [-1, 1], so that squares neither overflow nor vanish.
  const scale = largestMagnitude(matrix) || 1;
  const copy = new Float64Array(n * n);
  for (let i = 0; i < copy.length; i++) copy[i] = matrix[i] / scale;
  const reduced = tridiagonalise(copy, n);
  const scaled = reduced.diagonal.slice();
  tridiagonalQl(scaled, reduced.offDiagonal.slice());
  scaled.sort().reverse();
  const values = scaled.map((value) => scale * value);
  const count = wanted(values);
  // Making vectors orthogonal one by one grows with the square of their number: QL is cheaper then.
  const few = 3 * count <= n;
  const vectors = (few && inverseIteration(reduced, scaled.subarray(0, count))) || qlVectors(reduced, count);
  backTransform(reduced, vectors);
  return { values, vectors };
}

/** The eigenvectors of the `count` largest eigenvalues of T, by QL steps. */
function qlVectors({ n, diagonal, offDiagonal }: Tridiagonal, count: number): Float64Array {
  const values = diagonal.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  tridiagonalQl(values, offDiagonal.slice(), vectors);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  const sorted = new Float64Array(count * n);
  order.slice(0, count).forEach((from, to) => {
    sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return sorted;
}

function largestMagnitude(numbers: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(numbers[i]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
