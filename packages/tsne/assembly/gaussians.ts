import { exp } from './lanes';

/**
 * exp(-e) with e = beta (d - nearest), for each of n squared distances d, in float64, to `out`; and to `moments` the sums of
 * exp(-e), e exp(-e) and e^2 exp(-e). An e above 700 counts as 700 (exp(-700) is 1e-304).
 *
 * @param n distances, a multiple of four
 */
export function gaussians(
  distances: usize,
  n: i32,
  beta: f64,
  nearest: f64,
  out: usize,
  moments: usize,
): void {
  const scale = f64x2.splat(beta);
  const origin = f64x2.splat(nearest);
  const limit = f64x2.splat(700);
  let sum = f64x2.splat(0);
  let first = sum;
  let second = sum;
  // Two vectors at a time keep the machine busy: the polynomial of one waits for itself.
  for (let end = distances + ((<usize>n) << 3); distances < end; distances += 32) {
    const e0 = f64x2.min(f64x2.mul(f64x2.sub(v128.load(distances), origin), scale), limit);
    const e1 = f64x2.min(f64x2.mul(f64x2.sub(v128.load(distances, 16), origin), scale), limit);
    const value0 = exp(f64x2.neg(e0));
    const value1 = exp(f64x2.neg(e1));
    v128.store(out, value0);
    v128.store(out, value1, 16);
    out += 32;
    sum = f64x2.add(sum, f64x2.add(value0, value1));
    const weighted0 = f64x2.mul(value0, e0);
    const weighted1 = f64x2.mul(value1, e1);
    first = f64x2.add(first, f64x2.add(weighted0, weighted1));
    second = f64x2.add(second, f64x2.add(f64x2.mul(weighted0, e0), f64x2.mul(weighted1, e1)));
  }
  store<f64>(moments, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  store<f64>(moments, f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1), 8);
  store<f64>(moments, f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1), 16);
}
