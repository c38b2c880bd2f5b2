import { four, high, low } from './lanes';

// A resized image's rows and columns are told by tables of 16 bytes each: where the row (column) before and
// the one behind it in the other image start, in bytes (two int32), and how far it is from the first (float64).

/** Bilinear interpolation of an image to `rows` x `columns`; results may be written up to a whole four. */
export function resizeBilinear(
  x: usize,
  out: usize,
  channels: i32,
  rows: i32,
  columns: i32,
  rowTable: usize,
  columnTable: usize,
): void {
  for (let row = 0; row < rows; row++, rowTable += 16) {
    const top = x + load<u32>(rowTable);
    const bottom = x + load<u32>(rowTable, 4);
    const down = f64x2.splat(load<f64>(rowTable, 8));
    for (let column = 0, at = columnTable; column < columns; column++, at += 16) {
      const left = <usize>load<u32>(at);
      const right = <usize>load<u32>(at, 4);
      const across = f64x2.splat(load<f64>(at, 8));
      for (let channel = 0; channel < channels; channel += 4) {
        const offset = (<usize>channel) << 2;
        const a = v128.load(top + left + offset);
        const b = v128.load(top + right + offset);
        const c = v128.load(bottom + left + offset);
        const d = v128.load(bottom + right + offset);
        const lower = between(between(low(a), low(b), across), between(low(c), low(d), across), down);
        const upper = between(between(high(a), high(b), across), between(high(c), high(d), across), down);
        v128.store(out + offset, four(lower, upper));
      }
      out += (<usize>channels) << 2;
    }
  }
}

function between(a: v128, b: v128, part: v128): v128 {
  return f64x2.add(a, f64x2.mul(f64x2.sub(b, a), part));
}

/** dx += the gradient of `resizeBilinear` for its image. */
export function resizeBilinearGradient(
  dy: usize,
  dx: usize,
  channels: i32,
  rows: i32,
  columns: i32,
  rowTable: usize,
  columnTable: usize,
): void {
  for (let row = 0; row < rows; row++, rowTable += 16) {
    const top = dx + load<u32>(rowTable);
    const bottom = dx + load<u32>(rowTable, 4);
    const down = load<f64>(rowTable, 8);
    for (let column = 0, at = columnTable; column < columns; column++, at += 16) {
      const left = <usize>load<u32>(at);
      const right = <usize>load<u32>(at, 4);
      const across = load<f64>(at, 8);
      spread(dy, top + left, channels, (1 - down) * (1 - across));
      spread(dy, top + right, channels, (1 - down) * across);
      spread(dy, bottom + left, channels, down * (1 - across));
      spread(dy, bottom + right, channels, down * across);
      dy += (<usize>channels) << 2;
    }
  }
}

/** dx += weight dy for each channel. */
function spread(dy: usize, dx: usize, channels: i32, weight: f64): void {
  const weights = f64x2.splat(weight);
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4, dy += 16, dx += 16) {
    const gradient = v128.load(dy);
    const sum = v128.load(dx);
    const lower = f64x2.add(low(sum), f64x2.mul(low(gradient), weights));
    const upper = f64x2.add(high(sum), f64x2.mul(high(gradient), weights));
    v128.store(dx, four(lower, upper));
  }
  for (; channel < channels; channel++, dy += 4, dx += 4) {
    store<f32>(dx, <f32>(<f64>load<f32>(dx) + weight * <f64>load<f32>(dy)));
  }
}
