/** The inverse of a small n x n matrix, by Gauss-Jordan elimination with partial pivoting. */
export function invert(matrix: Float64Array, n: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = new Float64Array(n * n);
  for (let i = 0; i < n; i++) right[i * n + i] = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(left[row * n + column]) > Math.abs(left[pivot * n + column])) pivot = row;
    }
    for (const side of [left, right]) {
      swapRows(side, n, column, pivot);
    }
    const scale = 1 / left[column * n + column];
    for (const side of [left, right]) {
      for (let i = 0; i < n; i++) side[column * n + i] *= scale;
    }
    for (let row = 0; row < n; row++) {
      const factor = left[row * n + column];
      if (row === column || factor === 0) continue;
      for (const side of [left, right]) {
        for (let i = 0; i < n; i++) side[row * n + i] -= factor * side[column * n + i];
      }
    }
  }
  return right;
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  if (a === b) return;
  const kept = matrix.slice(a * n, (a + 1) * n);
  matrix.copyWithin(a * n, b * n, (b + 1) * n);
  matrix.set(kept, b * n);
}
