/**
 * One row of pixels transformed along x at every column: `columns` x `padded` float32.
 *
 * @param from the first pixel, float32
 * @param n side of a patch
 * @param padded n, up to a multiple of four: how many numbers a row of coefficients takes
 * @param table n x padded: what pixel i gives to coefficient u
 */
export function transformPixels(
  from: usize,
  columns: i32,
  n: i32,
  padded: i32,
  table: usize,
  out: usize,
): void {
  const bytes = <usize>padded * 4;
  for (let x = 0; x < columns; x++) {
    for (let u: usize = 0; u < bytes; u += 16) {
      let sum = f32x4.splat(0);
      let row = table + u;
      for (let i = 0; i < n; i++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(from + ((<usize>i) << 2)), v128.load(row)));
        row += bytes;
      }
      v128.store(out + u, sum);
    }
    from += 4;
    out += bytes;
  }
}

/**
 * The coefficients of all patches of one row, `columns` x n x padded float32, from n rows that `transformPixels` made.
 *
 * @param ring n of these rows; row y lies at y % n
 * @param first y % n of the patches' first row
 * @param forward n x n float32: what row i gives to coefficient v
 * @param threshold coefficients of smaller magnitude become 0
 */
export function transformPatches(
  ring: usize,
  first: i32,
  columns: i32,
  n: i32,
  padded: i32,
  forward: usize,
  threshold: f32,
  out: usize,
): void {
  const bytes = <usize>padded * 4;
  const rowBytes = <usize>columns * bytes;
  const least = f32x4.splat(threshold);
  for (let x = 0; x < columns; x++) {
    const column = ring + <usize>x * bytes;
    for (let v = 0; v < n; v++) {
      const weights = forward + <usize>(v * n) * 4;
      for (let u: usize = 0; u < bytes; u += 16) {
        let sum = f32x4.splat(0);
        let row = first;
        for (let i = 0; i < n; i++) {
          const values = v128.load(column + <usize>row * rowBytes + u);
          sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights + ((<usize>i) << 2)), values));
          if (++row === n) row = 0;
        }
        v128.store(out + u, v128.and(sum, f32x4.ge(f32x4.abs(sum), least)));
      }
      out += bytes;
    }
  }
}
