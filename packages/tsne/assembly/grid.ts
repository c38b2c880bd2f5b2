// Quintic B-splines between points and a grid. A point at u (in units of the grid) between the nodes k and k + 1 touches the
// nodes k - 2 to k + 3, in both coordinates. The six weights are in two vectors, four and two; the grid reaches two columns
// further than the last node that a point touches, for the two idle lanes.

const scale: f32 = 1.0 / 120.0;

/** Weights of the first four nodes for a point `t` beyond the third. */
function firstWeights(t: v128): v128 {
  let w = f32x4(-1, 5, -10, 10);
  w = f32x4.add(f32x4(5, -20, 30, -20), f32x4.mul(t, w));
  w = f32x4.add(f32x4(-10, 20, 0, -20), f32x4.mul(t, w));
  w = f32x4.add(f32x4(10, 20, -60, 20), f32x4.mul(t, w));
  w = f32x4.add(f32x4(-5, -50, 0, 50), f32x4.mul(t, w));
  w = f32x4.add(f32x4(1, 26, 66, 26), f32x4.mul(t, w));
  return f32x4.mul(w, f32x4.splat(scale));
}

/** Weights of the last two. */
function lastWeights(t: v128): v128 {
  let w = f32x4(-5, 1, 0, 0);
  w = f32x4.add(f32x4(5, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(10, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(10, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(5, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(1, 0, 0, 0), f32x4.mul(t, w));
  return f32x4.mul(w, f32x4.splat(scale));
}

/** The slopes of the first four weights. */
function firstSlopes(t: v128): v128 {
  let w = f32x4(-5, 25, -50, 50);
  w = f32x4.add(f32x4(20, -80, 120, -80), f32x4.mul(t, w));
  w = f32x4.add(f32x4(-30, 60, 0, -60), f32x4.mul(t, w));
  w = f32x4.add(f32x4(20, 40, -120, 40), f32x4.mul(t, w));
  w = f32x4.add(f32x4(-5, -50, 0, 50), f32x4.mul(t, w));
  return f32x4.mul(w, f32x4.splat(scale));
}

/** The slopes of the last two. */
function lastSlopes(t: v128): v128 {
  let w = f32x4(-25, 5, 0, 0);
  w = f32x4.add(f32x4(20, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(30, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(20, 0, 0, 0), f32x4.mul(t, w));
  w = f32x4.add(f32x4(5, 0, 0, 0), f32x4.mul(t, w));
  return f32x4.mul(w, f32x4.splat(scale));
}

/**
 * Spreads a charge of 1 from each point to the grid.
 *
 * @param positions n pairs x, y float32
 * @param left, top the position of the grid's first node
 * @param density nodes for a unit of length
 * @param grid rows x columns float32, set
 */
export function spread(
  n: i32,
  positions: usize,
  left: f64,
  top: f64,
  density: f64,
  rows: i32,
  columns: i32,
  grid: usize,
): void {
  memory.fill(grid, 0, (<usize>(rows * columns)) << 2);
  const pitch = (<usize>columns) << 2;
  for (let i = 0; i < n; i++) {
    const u = (<f64>load<f32>(positions) - left) * density;
    const v = (<f64>load<f32>(positions, 4) - top) * density;
    positions += 8;
    const row = <i32>u;
    const column = <i32>v;
    const down = f32x4.splat(<f32>(u - <f64>row));
    const across = f32x4.splat(<f32>(v - <f64>column));
    const low = firstWeights(across);
    const high = lastWeights(across);
    const first = firstWeights(down);
    const last = lastWeights(down);
    let at = grid + ((<usize>((row - 2) * columns + column - 2)) << 2);
    addRow(at, low, high, v128.shuffle<f32>(first, first, 0, 0, 0, 0));
    at += pitch;
    addRow(at, low, high, v128.shuffle<f32>(first, first, 1, 1, 1, 1));
    at += pitch;
    addRow(at, low, high, v128.shuffle<f32>(first, first, 2, 2, 2, 2));
    at += pitch;
    addRow(at, low, high, v128.shuffle<f32>(first, first, 3, 3, 3, 3));
    at += pitch;
    addRow(at, low, high, v128.shuffle<f32>(last, last, 0, 0, 0, 0));
    at += pitch;
    addRow(at, low, high, v128.shuffle<f32>(last, last, 1, 1, 1, 1));
  }
}

function addRow(at: usize, low: v128, high: v128, weight: v128): void {
  v128.store(at, f32x4.add(v128.load(at), f32x4.mul(low, weight)));
  v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(high, weight)), 16);
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
  density: f64,
  columns: i32,
  grid: usize,
  repulsion: usize,
): f64 {
  const pitch = (<usize>columns) << 2;
  const factor = -0.5 * density;
  let total: f64 = 0;
  for (let i = 0; i < n; i++) {
    const u = (<f64>load<f32>(positions) - left) * density;
    const v = (<f64>load<f32>(positions, 4) - top) * density;
    positions += 8;
    const row = <i32>u;
    const column = <i32>v;
    const down = f32x4.splat(<f32>(u - <f64>row));
    const across = f32x4.splat(<f32>(v - <f64>column));
    const first = firstWeights(down);
    const last = lastWeights(down);
    const firstSlope = firstSlopes(down);
    const lastSlope = lastSlopes(down);
    const at = grid + ((<usize>((row - 2) * columns + column - 2)) << 2);
    const low = blend(at, pitch, first, last);
    const high = blend(at + 16, pitch, first, last);
    const lowSlope = blend(at, pitch, firstSlope, lastSlope);
    const highSlope = blend(at + 16, pitch, firstSlope, lastSlope);
    const lowWeights = firstWeights(across);
    const highWeights = lastWeights(across);
    total += sum(low, lowWeights, high, highWeights);
    store<f64>(repulsion + ((<usize>i) << 3), factor * sum(lowSlope, lowWeights, highSlope, highWeights));
    store<f64>(
      repulsion + ((<usize>(n + i)) << 3),
      factor * sum(low, firstSlopes(across), high, lastSlopes(across)),
    );
  }
  return total;
}

/** Six rows by their weights. */
function blend(at: usize, pitch: usize, first: v128, last: v128): v128 {
  const a = f32x4.mul(v128.load(at), v128.shuffle<f32>(first, first, 0, 0, 0, 0));
  at += pitch;
  const b = f32x4.mul(v128.load(at), v128.shuffle<f32>(first, first, 1, 1, 1, 1));
  at += pitch;
  const c = f32x4.mul(v128.load(at), v128.shuffle<f32>(first, first, 2, 2, 2, 2));
  at += pitch;
  const d = f32x4.mul(v128.load(at), v128.shuffle<f32>(first, first, 3, 3, 3, 3));
  at += pitch;
  const e = f32x4.mul(v128.load(at), v128.shuffle<f32>(last, last, 0, 0, 0, 0));
  at += pitch;
  const f = f32x4.mul(v128.load(at), v128.shuffle<f32>(last, last, 1, 1, 1, 1));
  return f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
}

/** The sum of the products of all lanes. */
function sum(low: v128, lowWeights: v128, high: v128, highWeights: v128): f32 {
  const v = f32x4.add(f32x4.mul(low, lowWeights), f32x4.mul(high, highWeights));
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
