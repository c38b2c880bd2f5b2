/** The sum of four float32, in float64. */
export function sumLanes(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) +
    <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  );
}

/**
 * The natural logarithm of four float32 of at least 1 (Cephes' `logf`: a polynomial of degree 9 between sqrt(1/2) and
 * sqrt(2)), to about 1e-7 of 1 or of itself.
 */
export function log(v: v128): v128 {
  // v = m 2^e with m from sqrt(1/2) to sqrt(2).
  const offset = i32x4.sub(v, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23));
  const mantissa = i32x4.add(v128.and(offset, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const one = f32x4.splat(1);
  const x = f32x4.sub(mantissa, one);
  const z = f32x4.mul(x, x);
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-1.151461031e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.167699874e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, x), z);
  y = f32x4.add(y, f32x4.mul(exponent, f32x4.splat(-2.1219444e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(x, y), f32x4.mul(exponent, f32x4.splat(0.693359375)));
}

/** exp of two float64 from -700 to 700 (Cody and Waite's reduction, Taylor's polynomial of degree 13), to 1e-15 of itself. */
export function exp(v: v128): v128 {
  const count = f64x2.nearest(f64x2.mul(v, f64x2.splat(1.4426950408889634)));
  // ln 2 in two parts, of which the first is short enough for its multiples to be exact.
  let r = f64x2.sub(v, f64x2.mul(count, f64x2.splat(6.9314718036912381649e-1)));
  r = f64x2.sub(r, f64x2.mul(count, f64x2.splat(1.90821492927058770002e-10)));
  let y = f64x2.splat(1.0 / 6227020800.0);
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 479001600.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 39916800.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 3628800.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 362880.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 40320.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 5040.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 720.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 120.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 24.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1.0 / 6.0));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(0.5));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1));
  y = f64x2.add(f64x2.mul(y, r), f64x2.splat(1));
  // y 2^count: the count goes straight into the exponent's bits.
  const bits = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(count));
  return i64x2.add(y, i64x2.shl(bits, 52));
}
