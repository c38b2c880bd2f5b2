import { four, high, low } from './lanes';

// out[i] = f(x[i]) for `count` float32; arrays may be read and written up to a whole four. All take the
// parameters p and q, so that they are called alike.

export function relu(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.max(x, f32x4.splat(0)));
  }
}

export function relu6(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(6)));
  }
}

/** p: the slope below zero. */
export function leakyRelu(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    const slope = f64x2.splat(p);
    const scaled = four(f64x2.mul(low(x), slope), f64x2.mul(high(x), slope));
    v128.store(out, v128.bitselect(scaled, x, f32x4.lt(x, f32x4.splat(0))));
  }
}

/** p: the result at zero and below; NaN stays NaN. */
export function step(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    const steps = v128.bitselect(f32x4.splat(1), f32x4.splat(<f32>p), f32x4.gt(x, f32x4.splat(0)));
    v128.store(out, v128.bitselect(steps, x, f32x4.eq(x, x)));
  }
}

export function sqrt(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.sqrt(x));
  }
}

export function rsqrt(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    const one = f64x2.splat(1);
    v128.store(out, four(f64x2.div(one, f64x2.sqrt(low(x))), f64x2.div(one, f64x2.sqrt(high(x)))));
  }
}

export function square(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.mul(x, x));
  }
}

export function abs(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.abs(x));
  }
}

export function neg(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.neg(x));
  }
}

/** 0 where x is NaN. */
export function sign(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    const above = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
    v128.store(out, v128.bitselect(f32x4.splat(-1), above, f32x4.lt(x, f32x4.splat(0))));
  }
}

/** p, q: the least and the greatest result; q wins where they are the wrong way round. */
export function clip(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    const lowest = f32x4.splat(<f32>p);
    const highest = f32x4.splat(<f32>q);
    const raised = v128.bitselect(lowest, x, f32x4.lt(x, lowest));
    v128.store(out, v128.bitselect(highest, raised, f32x4.gt(x, highest)));
  }
}

export function reciprocal(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.div(f32x4.splat(1), x));
  }
}

export function floor(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.floor(x));
  }
}

export function ceil(from: usize, out: usize, count: i32, p: f64, q: f64): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, from += 16) {
    const x = v128.load(from);
    v128.store(out, f32x4.ceil(x));
  }
}
