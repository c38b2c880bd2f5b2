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
export function tridiagonalQl(d: Float64Array, e: Float64Array, vectors?: Float64Array): void {
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
