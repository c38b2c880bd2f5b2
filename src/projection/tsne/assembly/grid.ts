// Cubic B-splines between points and a grid. A point at u (in units of the grid) between the nodes k and k + 1 touches the
// nodes k - 1 to k + 2, in both coordinates.

/** Weights of four nodes for a point `t` beyond the second of them. */
function weights(t: v128): v128 {
  const cubic = f32x4(-1.0 / 6.0, 0.5, -0.5, 1.0 / 6.0);
  const square = f32x4.add(f32x4(0.5, -1, 0.5, 0), f32x4.mul(t, cubic));
  const linear = f32x4.add(f32x4(-0.5, 0, 0.5, 0), f32x4.mul(t, square));
  return f32x4.add(f32x4(1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0, 0), f32x4.mul(t, linear));
}

/** The slopes of those weights. */
function slopes(t: v128): v128 {
  const linear = f32x4.add(f32x4(1, -2, 1, 0), f32x4.mul(t, f32x4(-0.5, 1.5, -1.5, 0.5)));
  return f32x4.add(f32x4(-0.5, 0, 0.5, 0), f32x4.mul(t, linear));
}

/**
 * Spreads a charge of 1 from each point to the grid.
 *
 * @param positions n pairs x, y float32
 * @param left, top the position of the grid's first node
 * @param scale nodes for a unit of length
 * @param grid rows x columns float32, set
 */
export function spread(
  n: i32,
  positions: usize,
  left: f64,
  top: f64,
  scale: f64,
  rows: i32,
  columns: i32,
  grid: usize,
): void {
  memory.fill(grid, 0, <usize>(rows * columns) << 2);
  const pitch = <usize>columns << 2;
  for (let i = 0; i < n; i++) {
    const u = (<f64>load<f32>(positions) - left) * scale;
    const v = (<f64>load<f32>(positions, 4) - top) * scale;
    positions += 8;
    const row = <i32>u;
    const column = <i32>v;
    const across = weights(f32x4.splat(<f32>(v - <f64>column)));
    const down = weights(f32x4.splat(<f32>(u - <f64>row)));
    const at = grid + (<usize>((row - 1) * columns + column - 1) << 2);
    addTo(at, f32x4.mul(across, v128.shuffle<f32>(down, down, 0, 0, 0, 0)));
    addTo(at + pitch, f32x4.mul(across, v128.shuffle<f32>(down, down, 1, 1, 1, 1)));
    addTo(at + 2 * pitch, f32x4.mul(across, v128.shuffle<f32>(down, down, 2, 2, 2, 2)));
    addTo(at + 3 * pitch, f32x4.mul(across, v128.shuffle<f32>(down, down, 3, 3, 3, 3)));
  }
}

function addTo(at: usize, v: v128): void {
  v128.store(at, f32x4.add(v128.load(at), v));
}

/**
 * Reads the potential at each point: its slope times -1/2, the repulsion, to `repulsion` (x of all points, then y).
 *
 * @param repulsion 2 x n float64, set
 * @returns the sum of the potential over the points
 */
export function gather(
  n: i32,
  positions: usize,
  left: f64,
  top: f64,
  scale: f64,
  columns: i32,
  grid: usize,
  repulsion: usize,
): f64 {
  const pitch = <usize>columns << 2;
  const factor = -0.5 * scale;
  let total: f64 = 0;
  for (let i = 0; i < n; i++) {
    const u = (<f64>load<f32>(positions) - left) * scale;
    const v = (<f64>load<f32>(positions, 4) - top) * scale;
    positions += 8;
    const row = <i32>u;
    const column = <i32>v;
    const t = f32x4.splat(<f32>(u - <f64>row));
    const down = weights(t);
    const steep = slopes(t);
    const at = grid + (<usize>((row - 1) * columns + column - 1) << 2);
    const a = v128.load(at);
    const b = v128.load(at + pitch);
    const c = v128.load(at + 2 * pitch);
    const d = v128.load(at + 3 * pitch);
    const value = blend(a, b, c, d, down);
    const slope = blend(a, b, c, d, steep);
    const s = f32x4.splat(<f32>(v - <f64>column));
    const across = weights(s);
    total += sum(f32x4.mul(value, across));
    store<f64>(repulsion + (<usize>i << 3), factor * sum(f32x4.mul(slope, across)));
    store<f64>(repulsion + (<usize>(n + i) << 3), factor * sum(f32x4.mul(value, slopes(s))));
  }
  return total;
}

/** Four rows by their weights. */
function blend(a: v128, b: v128, c: v128, d: v128, w: v128): v128 {
  return f32x4.add(
    f32x4.add(
      f32x4.mul(a, v128.shuffle<f32>(w, w, 0, 0, 0, 0)),
      f32x4.mul(b, v128.shuffle<f32>(w, w, 1, 1, 1, 1)),
    ),
    f32x4.add(
      f32x4.mul(c, v128.shuffle<f32>(w, w, 2, 2, 2, 2)),
      f32x4.mul(d, v128.shuffle<f32>(w, w, 3, 3, 3, 3)),
    ),
  );
}

function sum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
