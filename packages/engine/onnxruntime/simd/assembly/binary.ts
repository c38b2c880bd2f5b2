import { four, high, low } from './lanes';

// out[i] = f(a[i], b[i]) for `count` float32; arrays may be read and written up to a whole four.

export function add(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  }
}

export function subtract(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.sub(v128.load(a), v128.load(b)));
  }
}

export function multiply(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  }
}

export function divide(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.div(v128.load(a), v128.load(b)));
  }
}

export function maximum(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.max(v128.load(a), v128.load(b)));
  }
}

export function minimum(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.min(v128.load(a), v128.load(b)));
  }
}

export function squaredDifference(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    const lower = f64x2.sub(low(x), low(y));
    const upper = f64x2.sub(high(x), high(y));
    v128.store(out, four(f64x2.mul(lower, lower), f64x2.mul(upper, upper)));
  }
}

/** a where it is not below zero, a b elsewhere. */
export function prelu(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    const x = v128.load(a);
    v128.store(out, v128.bitselect(f32x4.mul(v128.load(b), x), x, f32x4.lt(x, f32x4.splat(0))));
  }
}

/** ELU's gradient from its result b: a where b >= 0, a (b + 1) elsewhere. */
export function eluGradient(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, a += 16, b += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    const lower = f64x2.mul(low(x), f64x2.add(low(y), f64x2.splat(1)));
    const upper = f64x2.mul(high(x), f64x2.add(high(y), f64x2.splat(1)));
    v128.store(out, v128.bitselect(x, four(lower, upper), f32x4.ge(y, f32x4.splat(0))));
  }
}

/** out[i] = (x[i] - mean[i]) factor[i] + offset[i]. */
export function normalise(x: usize, mean: usize, factor: usize, offset: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16) {
    const centred = f32x4.sub(v128.load(x), v128.load(mean));
    v128.store(out, f32x4.add(f32x4.mul(centred, v128.load(factor)), v128.load(offset)));
    x += 16;
    mean += 16;
    factor += 16;
    offset += 16;
  }
}
