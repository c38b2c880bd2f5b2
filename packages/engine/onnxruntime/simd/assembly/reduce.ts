import { high, low } from './lanes';

// Sums run in float64. Maxima and minima are NaN where any number is.

/** sums[row] = the sum of a row, for `rows` rows of `columns` float32; sums are float64. */
export function sumRows(x: usize, sums: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let lower = f64x2.splat(0);
    let upper = f64x2.splat(0);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const four = v128.load(x);
      lower = f64x2.add(lower, low(four));
      upper = f64x2.add(upper, high(four));
      x += 16;
    }
    const both = f64x2.add(lower, upper);
    let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
    for (; column < columns; column++) {
      sum += <f64>load<f32>(x);
      x += 4;
    }
    store<f64>(sums, sum);
    sums += 8;
  }
}

/** sums[column] += the column's sum, for `rows` rows of `columns` float32; sums are float64. */
export function sumColumns(x: usize, sums: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let sum = sums;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const four = v128.load(x);
      v128.store(sum, f64x2.add(v128.load(sum), low(four)));
      v128.store(sum, f64x2.add(v128.load(sum, 16), high(four)), 16);
      x += 16;
      sum += 32;
    }
    for (; column < columns; column++) {
      store<f64>(sum, load<f64>(sum) + <f64>load<f32>(x));
      x += 4;
      sum += 8;
    }
  }
}

/** out[row] = the greatest of a row. */
export function maxRows(x: usize, out: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, out += 4) {
    let best = f32x4.splat(-Infinity);
    let column = 0;
    for (; column + 4 <= columns; column += 4, x += 16) best = f32x4.max(best, v128.load(x));
    best = f32x4.max(best, v128.shuffle<i64>(best, best, 1, 1));
    let one = max<f32>(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1));
    for (; column < columns; column++, x += 4) one = max<f32>(one, load<f32>(x));
    store<f32>(out, one);
  }
}

/** out[column] = the greatest of itself and the column. */
export function maxColumns(x: usize, out: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let best = out;
    let column = 0;
    for (; column + 4 <= columns; column += 4, x += 16, best += 16) {
      v128.store(best, f32x4.max(v128.load(best), v128.load(x)));
    }
    for (; column < columns; column++, x += 4, best += 4) {
      store<f32>(best, max<f32>(load<f32>(best), load<f32>(x)));
    }
  }
}

/** out[row] = the least of a row. */
export function minRows(x: usize, out: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, out += 4) {
    let best = f32x4.splat(Infinity);
    let column = 0;
    for (; column + 4 <= columns; column += 4, x += 16) best = f32x4.min(best, v128.load(x));
    best = f32x4.min(best, v128.shuffle<i64>(best, best, 1, 1));
    let one = min<f32>(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1));
    for (; column < columns; column++, x += 4) one = min<f32>(one, load<f32>(x));
    store<f32>(out, one);
  }
}

/** out[column] = the least of itself and the column. */
export function minColumns(x: usize, out: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let best = out;
    let column = 0;
    for (; column + 4 <= columns; column += 4, x += 16, best += 16) {
      v128.store(best, f32x4.min(v128.load(best), v128.load(x)));
    }
    for (; column < columns; column++, x += 4, best += 4) {
      store<f32>(best, min<f32>(load<f32>(best), load<f32>(x)));
    }
  }
}
