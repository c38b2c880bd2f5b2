/**
 * Squared distances of four points from all, in float64, to `out` (4 x n).
 *
 * Points lie in blocks of four, each block columns x 4, so that both sides are read in order.
 *
 * @param points blocks x columns x 4 float64
 * @param block which four points
 * @param n points, a multiple of four
 */
export function distanceRows(points: usize, columns: i32, n: i32, block: i32, out: usize): void {
  const blockBytes = <usize>columns * 32;
  const from = points + <usize>block * blockBytes;
  const row = <usize>n * 8;
  for (let j = 0; j < n; j += 4) {
    let to = points + <usize>(j >> 2) * blockBytes;
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let i = from, end = from + blockBytes; i < end; i += 32) {
      const left = v128.load(to);
      const right = v128.load(to, 16);
      to += 32;
      const a = v128.load64_splat(i);
      const b = v128.load64_splat(i, 8);
      const c = v128.load64_splat(i, 16);
      const d = v128.load64_splat(i, 24);
      a0 = addSquare(a0, a, left);
      a1 = addSquare(a1, a, right);
      b0 = addSquare(b0, b, left);
      b1 = addSquare(b1, b, right);
      c0 = addSquare(c0, c, left);
      c1 = addSquare(c1, c, right);
      d0 = addSquare(d0, d, left);
      d1 = addSquare(d1, d, right);
    }
    let at = out + <usize>j * 8;
    v128.store(at, a0);
    v128.store(at, a1, 16);
    at += row;
    v128.store(at, b0);
    v128.store(at, b1, 16);
    at += row;
    v128.store(at, c0);
    v128.store(at, c1, 16);
    at += row;
    v128.store(at, d0);
    v128.store(at, d1, 16);
  }
}

function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}
