import { begin, Matches, offer } from './matches';

/**
 * Finds the patches that are most like each reference of a row by the squared difference of pixels.
 *
 * @param plane height x width float32, with room for eight numbers behind it
 * @param y row of the references' upper left corners
 * @param n side of a patch
 * @param radius how far a patch may lie from its reference in each direction
 * @param greatest squared distance, a sum over the patch, that is still like
 * @param matches a `Matches`
 * @param sums width + 8 float32, for own use
 */
export function matchPixels(
  plane: usize,
  height: i32,
  width: i32,
  y: i32,
  n: i32,
  radius: i32,
  greatest: f32,
  matches: usize,
  sums: usize,
): void {
  const to = changetype<Matches>(matches);
  begin(to, y, width, greatest);
  const rowBytes = (<usize>width) << 2;
  const references = to.references;
  const last = min(radius, height - n - y);
  for (let dy = max(-radius, -y); dy <= last; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      if (dy === 0 && dx === 0) continue;
      const from = max(0, -dx);
      const end = min(width, width - dx);
      sumColumns(plane + ((<usize>(y * width)) << 2), (dy * width + dx) << 2, rowBytes, n, from, end, sums);
      const lastColumn = width - n;
      for (let j = 0; j < references; j++) {
        const x = load<i32>(to.columns + ((<usize>j) << 2));
        if (x + dx < 0 || x + dx > lastColumn) continue;
        let at = sums + ((<usize>x) << 2);
        let distance: f32 = 0;
        for (const stop = at + ((<usize>n) << 2); at < stop; at += 4) distance += load<f32>(at);
        if (distance <= load<f32>(to.limit + ((<usize>j) << 2))) {
          offer(to, j, distance, (y + dy) * width + x + dx);
        }
      }
    }
  }
}

/** Squared differences of n rows from those `offset` bytes away, summed at every column from `from` to `end`. */
function sumColumns(
  row: usize,
  offset: i32,
  rowBytes: usize,
  n: i32,
  from: i32,
  end: i32,
  sums: usize,
): void {
  for (let x = from; x < end; x += 4) {
    let at = row + ((<usize>x) << 2);
    let sum = f32x4.splat(0);
    for (let i = 0; i < n; i++) {
      const difference = f32x4.sub(v128.load(at), v128.load(at + offset));
      sum = f32x4.add(sum, f32x4.mul(difference, difference));
      at += rowBytes;
    }
    v128.store(sums + ((<usize>x) << 2), sum);
  }
}

/**
 * The same by the squared difference of coefficients.
 *
 * @param band rows of patches, each `columns` x `area` float32; row y lies at y % rows
 * @param columns patches of a row
 * @param area numbers a patch, a multiple of four
 */
export function matchCoefficients(
  band: usize,
  rows: i32,
  columns: i32,
  area: i32,
  height: i32,
  width: i32,
  y: i32,
  n: i32,
  radius: i32,
  greatest: f32,
  matches: usize,
): void {
  const to = changetype<Matches>(matches);
  begin(to, y, width, greatest);
  const bytes = (<usize>area) << 2;
  const lastRow = min(y + radius, height - n);
  for (let j = 0; j < to.references; j++) {
    const x = load<i32>(to.columns + ((<usize>j) << 2));
    const own = band + <usize>((y % rows) * columns + x) * bytes;
    const lastColumn = min(x + radius, width - n);
    for (let row = max(0, y - radius); row <= lastRow; row++) {
      for (let column = max(0, x - radius); column <= lastColumn; column++) {
        if (row === y && column === x) continue;
        const other = band + <usize>((row % rows) * columns + column) * bytes;
        const limit = load<f32>(to.limit + ((<usize>j) << 2));
        const distance = distanceOf(own, other, bytes, limit);
        if (distance <= limit) offer(to, j, distance, row * width + column);
      }
    }
  }
}

/** The squared distance of two patches, or something above `limit` as soon as it is. */
function distanceOf(a: usize, b: usize, bytes: usize, limit: f32): f32 {
  let total: f32 = 0;
  let at: usize = 0;
  while (at < bytes && total <= limit) {
    let sum = f32x4.splat(0);
    for (const stop = min(bytes, at + 128); at < stop; at += 16) {
      const difference = f32x4.sub(v128.load(a + at), v128.load(b + at));
      sum = f32x4.add(sum, f32x4.mul(difference, difference));
    }
    total +=
      f32x4.extract_lane(sum, 0) +
      f32x4.extract_lane(sum, 1) +
      (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  }
  return total;
}
