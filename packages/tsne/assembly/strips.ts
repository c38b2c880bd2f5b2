import { sumLanes } from './lanes';

/**
 * Points on a side of a tile. A tile's float32 sums stay short, and its probabilities fit the nearest cache.
 *
 * The matrix of all pairs is kept in strips of `edge` rows: strip s holds the rows s x edge and on, each from column
 * s x edge to the end. So every pair of different strips is there once, and those of one strip twice.
 */
export const edge: i32 = 64;

/** Where the strip that begins with row `top` starts, in numbers. */
export function stripOffset(top: i32, n: i32): usize {
  // rows x n of the strips before, less the columns that they leave out: edge (0 + edge + 2 edge ...) each.
  const strips = <usize>(top / edge);
  return <usize>top * <usize>n - ((<usize>edge * <usize>edge * strips * (strips - 1)) >> 1);
}

/**
 * Adds a tile's sums on its second side, groups of `count` vectors for every four points, to the float64 sums: `count`
 * rows of n.
 */
export function fold(scratch: usize, count: i32, columns: i32, n: i32, sums: usize): void {
  for (let j = 0; j < columns; j += 4) {
    for (let k = 0; k < count; k++) {
      const part = v128.load(scratch);
      const at = sums + ((<usize>(k * n + j)) << 3);
      v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(part)));
      const high = v128.shuffle<f32>(part, part, 2, 3, 2, 3);
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
      scratch += 16;
    }
  }
}

/** Adds the lanes of `first` and of `second` to two neighbouring float64. */
export function addLanes(at: usize, first: v128, second: v128): void {
  store<f64>(at, load<f64>(at) + sumLanes(first));
  store<f64>(at, load<f64>(at, 8) + sumLanes(second), 8);
}
