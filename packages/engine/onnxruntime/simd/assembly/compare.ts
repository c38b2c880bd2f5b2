// Comparisons of float32, one byte of 0 or 1 a result, 16 at a time: arrays may be read and written up to
// whole sixteens.

/** Sixteen bytes of 0 or 1 from four times four masks. */
function bytes(a: v128, b: v128, c: v128, d: v128): v128 {
  const narrow = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
  return v128.and(narrow, i8x16.splat(1));
}

export function greater(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count; out < end; out += 16, a += 64, b += 64) {
    const first = f32x4.gt(v128.load(a), v128.load(b));
    const second = f32x4.gt(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.gt(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.gt(v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytes(first, second, third, fourth));
  }
}

export function greaterEqual(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count; out < end; out += 16, a += 64, b += 64) {
    const first = f32x4.ge(v128.load(a), v128.load(b));
    const second = f32x4.ge(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.ge(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.ge(v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytes(first, second, third, fourth));
  }
}

export function less(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count; out < end; out += 16, a += 64, b += 64) {
    const first = f32x4.lt(v128.load(a), v128.load(b));
    const second = f32x4.lt(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.lt(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.lt(v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytes(first, second, third, fourth));
  }
}

export function lessEqual(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count; out < end; out += 16, a += 64, b += 64) {
    const first = f32x4.le(v128.load(a), v128.load(b));
    const second = f32x4.le(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.le(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.le(v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytes(first, second, third, fourth));
  }
}

export function equal(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count; out < end; out += 16, a += 64, b += 64) {
    const first = f32x4.eq(v128.load(a), v128.load(b));
    const second = f32x4.eq(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.eq(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.eq(v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytes(first, second, third, fourth));
  }
}

export function notEqual(a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count; out < end; out += 16, a += 64, b += 64) {
    const first = f32x4.ne(v128.load(a), v128.load(b));
    const second = f32x4.ne(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.ne(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.ne(v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytes(first, second, third, fourth));
  }
}

/** out[i] = condition[i] === 1 ? a[i] : b[i], the condition being a float32 too. */
export function select(condition: usize, a: usize, b: usize, out: usize, count: i32): void {
  for (const end = out + ((<usize>count) << 2); out < end; out += 16, condition += 16, a += 16, b += 16) {
    const chosen = f32x4.eq(v128.load(condition), f32x4.splat(1));
    v128.store(out, v128.bitselect(v128.load(a), v128.load(b), chosen));
  }
}
