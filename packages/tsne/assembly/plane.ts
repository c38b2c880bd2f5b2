import { log, sumLanes } from './lanes';
import { addLanes, edge, fold, stripOffset } from './strips';

/**
 * Sums over all pairs in the plane, with q = 1 / (1 + d^2): the attraction sum_j p_ij q_ij (y_i - y_j) and the repulsion
 * sum_j q_ij^2 (y_i - y_j) of each point.
 *
 * Pairs are computed in float32, each once, in tiles; each tile's sums are added up in float64.
 *
 * @param n points, a multiple of four
 * @param positions x, then y: 2 x n float32
 * @param joint probabilities in strips (see strips.ts), float32
 * @param sums attraction x, attraction y, repulsion x, repulsion y: 4 x n float64, set
 * @param scratch 4 x edge float32
 * @returns the sum of q over all ordered pairs whose p is above 0 (a point with itself is no pair)
 */
export function planeForces(n: i32, positions: usize, joint: usize, sums: usize, scratch: usize): f64 {
  memory.fill(sums, 0, <usize>n * 32);
  let total: f64 = 0;
  for (let top = 0; top < n; top += edge) {
    const strip = joint + (stripOffset(top, n) << 2);
    for (let left = top; left < n; left += edge) {
      const tile = strip + ((<usize>(left - top)) << 2);
      total += planeTile(n, positions, tile, top, left, sums, scratch);
    }
  }
  return total;
}

/** One tile: points from `top` against points from `left`. */
function planeTile(
  n: i32,
  positions: usize,
  tile: usize,
  top: i32,
  left: i32,
  sums: usize,
  scratch: usize,
): f64 {
  const rows = min(edge, n - top);
  const columns = min(edge, n - left);
  const width = n - top;
  const one = f32x4.splat(1);
  const none = f32x4.splat(0);
  // A tile on the diagonal holds both (i, j) and (j, i): there each point sums up its own side only.
  const diagonal = top == left;
  memory.fill(scratch, 0, <usize>edge * 16);
  let total: f64 = 0;
  for (let i = 0; i < rows; i += 2) {
    const xi = positions + ((<usize>(top + i)) << 2);
    const yi = xi + ((<usize>n) << 2);
    const x0 = v128.load32_splat(xi);
    const x1 = v128.load32_splat(xi, 4);
    const y0 = v128.load32_splat(yi);
    const y1 = v128.load32_splat(yi, 4);
    let attractX0 = f32x4.splat(0);
    let attractY0 = attractX0;
    let repelX0 = attractX0;
    let repelY0 = attractX0;
    let attractX1 = attractX0;
    let attractY1 = attractX0;
    let repelX1 = attractX0;
    let repelY1 = attractX0;
    let q = attractX0;
    let xj = positions + ((<usize>left) << 2);
    let p = tile + ((<usize>(i * width)) << 2);
    const next = (<usize>width) << 2;
    let opposite = scratch;
    for (let j = 0; j < columns; j += 4) {
      const x = v128.load(xj);
      const y = v128.load(xj + ((<usize>n) << 2));
      xj += 16;
      const dx0 = f32x4.sub(x0, x);
      const dy0 = f32x4.sub(y0, y);
      const q0 = f32x4.div(one, f32x4.add(f32x4.add(one, f32x4.mul(dx0, dx0)), f32x4.mul(dy0, dy0)));
      const dx1 = f32x4.sub(x1, x);
      const dy1 = f32x4.sub(y1, y);
      const q1 = f32x4.div(one, f32x4.add(f32x4.add(one, f32x4.mul(dx1, dx1)), f32x4.mul(dy1, dy1)));
      const p0 = v128.load(p);
      const p1 = v128.load(p + next);
      p += 16;
      // A point's 1 with itself, where p is 0, would swallow the last bits of small similarities.
      q = f32x4.add(q, v128.and(q0, f32x4.gt(p0, none)));
      q = f32x4.add(q, v128.and(q1, f32x4.gt(p1, none)));
      const attract0 = f32x4.mul(p0, q0);
      const attract1 = f32x4.mul(p1, q1);
      const repel0 = f32x4.mul(q0, q0);
      const repel1 = f32x4.mul(q1, q1);
      const ax0 = f32x4.mul(attract0, dx0);
      const ay0 = f32x4.mul(attract0, dy0);
      const ax1 = f32x4.mul(attract1, dx1);
      const ay1 = f32x4.mul(attract1, dy1);
      const rx0 = f32x4.mul(repel0, dx0);
      const ry0 = f32x4.mul(repel0, dy0);
      const rx1 = f32x4.mul(repel1, dx1);
      const ry1 = f32x4.mul(repel1, dy1);
      attractX0 = f32x4.add(attractX0, ax0);
      attractY0 = f32x4.add(attractY0, ay0);
      repelX0 = f32x4.add(repelX0, rx0);
      repelY0 = f32x4.add(repelY0, ry0);
      attractX1 = f32x4.add(attractX1, ax1);
      attractY1 = f32x4.add(attractY1, ay1);
      repelX1 = f32x4.add(repelX1, rx1);
      repelY1 = f32x4.add(repelY1, ry1);
      // The points on the other side feel the opposite.
      v128.store(opposite, f32x4.sub(v128.load(opposite), f32x4.add(ax0, ax1)));
      v128.store(opposite, f32x4.sub(v128.load(opposite, 16), f32x4.add(ay0, ay1)), 16);
      v128.store(opposite, f32x4.sub(v128.load(opposite, 32), f32x4.add(rx0, rx1)), 32);
      v128.store(opposite, f32x4.sub(v128.load(opposite, 48), f32x4.add(ry0, ry1)), 48);
      opposite += 64;
    }
    const own = sums + ((<usize>(top + i)) << 3);
    const row = (<usize>n) << 3;
    addLanes(own, attractX0, attractX1);
    addLanes(own + row, attractY0, attractY1);
    addLanes(own + 2 * row, repelX0, repelX1);
    addLanes(own + 3 * row, repelY0, repelY1);
    total += sumLanes(q);
  }
  if (diagonal) return total;
  fold(scratch, 4, columns, n, sums + ((<usize>left) << 3));
  return 2 * total;
}

/**
 * The sum of p_ij log(1 + d_ij^2) over all ordered pairs in the plane, in float32 (added up in float64).
 * Parameters as in `planeForces`; `farthest` bounds 1 + d^2.
 */
export function planeCost(n: i32, positions: usize, joint: usize, farthest: f32): f64 {
  const one = f32x4.splat(1);
  const limit = f32x4.splat(farthest);
  let total: f64 = 0;
  for (let top = 0; top < n; top += edge) {
    const width = n - top;
    const rows = min(edge, width);
    const strip = joint + (stripOffset(top, n) << 2);
    for (let i = 0; i < rows; i++) {
      const xi = positions + ((<usize>(top + i)) << 2);
      const x = v128.load32_splat(xi);
      const y = v128.load32_splat(xi + ((<usize>n) << 2));
      for (let left = top; left < n; left += edge) {
        let xj = positions + ((<usize>left) << 2);
        let p = strip + ((<usize>(i * width + left - top)) << 2);
        let sum = f32x4.splat(0);
        for (let j = left, end = min(left + edge, n); j < end; j += 4) {
          const dx = f32x4.sub(x, v128.load(xj));
          const dy = f32x4.sub(y, v128.load(xj + ((<usize>n) << 2)));
          const beyond = f32x4.add(f32x4.add(one, f32x4.mul(dx, dx)), f32x4.mul(dy, dy));
          sum = f32x4.add(sum, f32x4.mul(v128.load(p), log(f32x4.min(beyond, limit))));
          xj += 16;
          p += 16;
        }
        total += left == top ? sumLanes(sum) : 2 * sumLanes(sum);
      }
    }
  }
  return total;
}
