// Four float32 computed as float64, where tfjs's cpu backend rounds only once, at the end.

/** The lower two of four float32. */
export function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** The upper two of four float32. */
export function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
}

/** Four float32 from twice two float64. */
export function four(lower: v128, upper: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2);
}
