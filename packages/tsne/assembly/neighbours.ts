import { log, sumLanes } from './lanes';

// Sparse joint probabilities: for point i, the entries from starts[i] to starts[i + 1], whose count is a multiple of four
// (those that make it up have the probability 0).

/**
 * The attraction sum_j p_ij q_ij (y_i - y_j) in the plane, with q = 1 / (1 + d^2), over sparse probabilities.
 *
 * @param positions n pairs x, y float32
 * @param starts n + 1 uint32
 * @param others the other point of each entry, uint32
 * @param joint its probability, float32
 * @param attraction x of all points, then y: 2 x n float64, set
 */
export function neighbourForces(
  n: i32,
  positions: usize,
  starts: usize,
  others: usize,
  joint: usize,
  attraction: usize,
): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i++) {
    const x = v128.load32_splat(positions + ((<usize>i) << 3));
    const y = v128.load32_splat(positions + ((<usize>i) << 3), 4);
    let sumX = f32x4.splat(0);
    let sumY = sumX;
    const end = (<usize>load<u32>(starts + ((<usize>(i + 1)) << 2))) << 2;
    for (let entry = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2; entry < end; entry += 16) {
      const low = pair(positions, load<u32>(others + entry), load<u32>(others + entry, 4));
      const high = pair(positions, load<u32>(others + entry, 8), load<u32>(others + entry, 12));
      const dx = f32x4.sub(x, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      const dy = f32x4.sub(y, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
      const beyond = f32x4.add(f32x4.add(one, f32x4.mul(dx, dx)), f32x4.mul(dy, dy));
      const pull = f32x4.div(v128.load(joint + entry), beyond);
      sumX = f32x4.add(sumX, f32x4.mul(pull, dx));
      sumY = f32x4.add(sumY, f32x4.mul(pull, dy));
    }
    store<f64>(attraction + ((<usize>i) << 3), sumLanes(sumX));
    store<f64>(attraction + ((<usize>(n + i)) << 3), sumLanes(sumY));
  }
}

/** The positions of two points. */
function pair(positions: usize, first: u32, second: u32): v128 {
  const low = v128.load64_zero(positions + ((<usize>first) << 3));
  return v128.load64_lane(positions + ((<usize>second) << 3), low, 1);
}

/** The sum of p_ij log(1 + d_ij^2) over sparse probabilities, parameters as in `neighbourForces`. */
export function neighbourCost(n: i32, positions: usize, starts: usize, others: usize, joint: usize): f64 {
  const one = f32x4.splat(1);
  let total: f64 = 0;
  for (let i = 0; i < n; i++) {
    const x = v128.load32_splat(positions + ((<usize>i) << 3));
    const y = v128.load32_splat(positions + ((<usize>i) << 3), 4);
    let sum = f32x4.splat(0);
    const end = (<usize>load<u32>(starts + ((<usize>(i + 1)) << 2))) << 2;
    for (let entry = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2; entry < end; entry += 16) {
      const low = pair(positions, load<u32>(others + entry), load<u32>(others + entry, 4));
      const high = pair(positions, load<u32>(others + entry, 8), load<u32>(others + entry, 12));
      const dx = f32x4.sub(x, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      const dy = f32x4.sub(y, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
      const beyond = f32x4.add(f32x4.add(one, f32x4.mul(dx, dx)), f32x4.mul(dy, dy));
      sum = f32x4.add(sum, f32x4.mul(v128.load(joint + entry), log(beyond)));
    }
    total += sumLanes(sum);
  }
  return total;
}
