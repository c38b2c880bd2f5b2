import { log, sumLanes } from './lanes';
import { edge, fold, stripOffset } from './strips';

/**
 * As `planeForces`, in three dimensions with two degrees of freedom: u = 1 / (1 + d^2 / 2), the similarity is s = u^1.5,
 * the attraction sum_j p_ij u_ij (y_i - y_j), the repulsion sum_j s_ij u_ij (y_i - y_j).
 *
 * @param positions x, y, z: 3 x n float32
 * @param sums attraction x, y, z, repulsion x, y, z: 6 x n float64, set
 * @param scratch 6 x edge float32
 * @returns the sum of s over all ordered pairs whose p is above 0
 */
export function spaceForces(n: i32, positions: usize, joint: usize, sums: usize, scratch: usize): f64 {
  memory.fill(sums, 0, <usize>n * 48);
  let total: f64 = 0;
  for (let top = 0; top < n; top += edge) {
    const strip = joint + (stripOffset(top, n) << 2);
    for (let left = top; left < n; left += edge) {
      const tile = strip + ((<usize>(left - top)) << 2);
      total += spaceTile(n, positions, tile, top, left, sums, scratch);
    }
  }
  return total;
}

/** One tile: points from `top` against points from `left`. */
function spaceTile(
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
  const pitch = (<usize>n) << 2;
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const none = f32x4.splat(0);
  // A tile on the diagonal holds both (i, j) and (j, i): there each point sums up its own side only.
  const diagonal = top == left;
  memory.fill(scratch, 0, <usize>edge * 24);
  let total: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const at = positions + ((<usize>(top + i)) << 2);
    const x = v128.load32_splat(at);
    const y = v128.load32_splat(at + pitch);
    const z = v128.load32_splat(at + 2 * pitch);
    let attractX = f32x4.splat(0);
    let attractY = attractX;
    let attractZ = attractX;
    let repelX = attractX;
    let repelY = attractX;
    let repelZ = attractX;
    let similarities = attractX;
    let other = positions + ((<usize>left) << 2);
    let p = tile + ((<usize>(i * (n - top))) << 2);
    let opposite = scratch;
    for (let j = 0; j < columns; j += 4) {
      const dx = f32x4.sub(x, v128.load(other));
      const dy = f32x4.sub(y, v128.load(other + pitch));
      const dz = f32x4.sub(z, v128.load(other + 2 * pitch));
      other += 16;
      const plane = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy));
      const square = f32x4.add(plane, f32x4.mul(dz, dz));
      const u = f32x4.div(one, f32x4.add(one, f32x4.mul(half, square)));
      const s = f32x4.mul(u, f32x4.sqrt(u));
      const joint = v128.load(p);
      p += 16;
      similarities = f32x4.add(similarities, v128.and(s, f32x4.gt(joint, none)));
      const attract = f32x4.mul(joint, u);
      const repel = f32x4.mul(s, u);
      const ax = f32x4.mul(attract, dx);
      const ay = f32x4.mul(attract, dy);
      const az = f32x4.mul(attract, dz);
      const rx = f32x4.mul(repel, dx);
      const ry = f32x4.mul(repel, dy);
      const rz = f32x4.mul(repel, dz);
      attractX = f32x4.add(attractX, ax);
      attractY = f32x4.add(attractY, ay);
      attractZ = f32x4.add(attractZ, az);
      repelX = f32x4.add(repelX, rx);
      repelY = f32x4.add(repelY, ry);
      repelZ = f32x4.add(repelZ, rz);
      // The points on the other side feel the opposite.
      v128.store(opposite, f32x4.sub(v128.load(opposite), ax));
      v128.store(opposite, f32x4.sub(v128.load(opposite, 16), ay), 16);
      v128.store(opposite, f32x4.sub(v128.load(opposite, 32), az), 32);
      v128.store(opposite, f32x4.sub(v128.load(opposite, 48), rx), 48);
      v128.store(opposite, f32x4.sub(v128.load(opposite, 64), ry), 64);
      v128.store(opposite, f32x4.sub(v128.load(opposite, 80), rz), 80);
      opposite += 96;
    }
    const own = sums + ((<usize>(top + i)) << 3);
    const row = (<usize>n) << 3;
    store<f64>(own, load<f64>(own) + sumLanes(attractX));
    store<f64>(own + row, load<f64>(own + row) + sumLanes(attractY));
    store<f64>(own + 2 * row, load<f64>(own + 2 * row) + sumLanes(attractZ));
    store<f64>(own + 3 * row, load<f64>(own + 3 * row) + sumLanes(repelX));
    store<f64>(own + 4 * row, load<f64>(own + 4 * row) + sumLanes(repelY));
    store<f64>(own + 5 * row, load<f64>(own + 5 * row) + sumLanes(repelZ));
    total += sumLanes(similarities);
  }
  if (diagonal) return total;
  fold(scratch, 6, columns, n, sums + ((<usize>left) << 3));
  return 2 * total;
}

/** The sum of p_ij log(1 + d_ij^2 / 2) over all ordered pairs, as `planeCost`. */
export function spaceCost(n: i32, positions: usize, joint: usize, farthest: f32): f64 {
  const pitch = (<usize>n) << 2;
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const limit = f32x4.splat(farthest);
  let total: f64 = 0;
  for (let top = 0; top < n; top += edge) {
    const width = n - top;
    const strip = joint + (stripOffset(top, n) << 2);
    for (let i = 0, rows = min(edge, width); i < rows; i++) {
      const at = positions + ((<usize>(top + i)) << 2);
      const x = v128.load32_splat(at);
      const y = v128.load32_splat(at + pitch);
      const z = v128.load32_splat(at + 2 * pitch);
      for (let left = top; left < n; left += edge) {
        let other = positions + ((<usize>left) << 2);
        let p = strip + ((<usize>(i * width + left - top)) << 2);
        let sum = f32x4.splat(0);
        for (let j = left, end = min(left + edge, n); j < end; j += 4) {
          const dx = f32x4.sub(x, v128.load(other));
          const dy = f32x4.sub(y, v128.load(other + pitch));
          const dz = f32x4.sub(z, v128.load(other + 2 * pitch));
          const plane = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy));
          const square = f32x4.add(plane, f32x4.mul(dz, dz));
          const beyond = f32x4.add(one, f32x4.mul(half, square));
          sum = f32x4.add(sum, f32x4.mul(v128.load(p), log(f32x4.min(beyond, limit))));
          other += 16;
          p += 16;
        }
        total += left == top ? sumLanes(sum) : 2 * sumLanes(sum);
      }
    }
  }
  return total;
}
