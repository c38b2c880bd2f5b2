/**
 * The n x n Kaiser window that weights a patch's pixels when patches are put together: the outer product of
 * NumPy's `kaiser(n, beta)` with itself. Beta 0 weights all pixels alike.
 */
export function kaiserWindow(n: number, beta: number): Float64Array {
  const line = Float64Array.from({ length: n }, (_, i) => {
    const place = n === 1 ? 0 : (2 * i) / (n - 1) - 1;
    return besselI0(beta * Math.sqrt(1 - place * place)) / besselI0(beta);
  });
  return Float64Array.from({ length: n * n }, (_, i) => line[Math.floor(i / n)] * line[i % n]);
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
