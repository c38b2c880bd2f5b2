import { haar, hadamard, inverseHaar } from './along';
import { Matches } from './matches';

/** One channel that is filtered: numbers of 4 bytes each, in this order. */
@unmanaged
class Channel {
  /** Of the plane. */
  width: i32;
  /** Side of a patch; numbers a row of coefficients; numbers a patch (n x padded). */
  n: i32;
  padded: i32;
  area: i32;
  /** Bands of coefficients: rows of `columns` patches; row y lies at y % rows. */
  rows: i32;
  columns: i32;
  noisy: usize;
  /** 0 for the first step. */
  basic: usize;
  /** Coefficients up to this become 0 in the first step. */
  threshold: f32;
  /** Variance of the noise, for the second step. */
  variance: f32;
  /** 0: Haar's transform along the group, 1: that of Walsh and Hadamard. */
  transform: i32;
  /** n x padded float32: what coefficient u gives to sample x. */
  inverseAlong: usize;
  /** n x n float32: what coefficient v gives to sample y, row by row y. */
  inverseDown: usize;
  /** n x padded float32. */
  window: usize;
  /** Group, that of the basic estimate, and room for both: capacity x area float32 each. */
  group: usize;
  basicGroup: usize;
  scratch: usize;
  /** Weighted sums and weights, height x width float64, with room for four numbers behind them. */
  numerator: usize;
  denominator: usize;
}

/** Filters the groups of all references of a row, and adds them up. */
export function filterRow(channel: usize, matches: usize): void {
  const plane = changetype<Channel>(channel);
  const from = changetype<Matches>(matches);
  const bytes = (<usize>plane.area) << 2;
  for (let j = 0; j < from.references; j++) {
    const found = load<i32>(from.count + ((<usize>j) << 2));
    // The transforms along the group take powers of two.
    const count = 1 << (31 - clz(found));
    const patches = from.patches + ((<usize>(j * from.capacity)) << 2);
    collect(plane, plane.noisy, plane.group, patches, count);
    let weight: f64;
    if (plane.basic) {
      collect(plane, plane.basic, plane.basicGroup, patches, count);
      weight = wienerShrink(plane, <usize>count * bytes);
    } else {
      weight = hardThreshold(plane, <usize>count * bytes);
    }
    if (plane.transform === 0) inverseHaar(plane.group, count, bytes, plane.scratch);
    else hadamard(plane.group, count, bytes);
    for (let k = 0; k < count; k++) {
      const patch = plane.group + <usize>k * bytes;
      inversePatch(plane, patch);
      add(plane, patch, load<i32>(patches + ((<usize>k) << 2)), weight);
    }
  }
}

function collect(plane: Channel, band: usize, group: usize, patches: usize, count: i32): void {
  const bytes = (<usize>plane.area) << 2;
  for (let k = 0; k < count; k++) {
    const at = load<i32>(patches + ((<usize>k) << 2));
    const row = at / plane.width;
    const patch = band + <usize>((row % plane.rows) * plane.columns + (at - row * plane.width)) * bytes;
    memory.copy(group + <usize>k * bytes, patch, bytes);
  }
  if (plane.transform === 0) haar(group, count, bytes, plane.scratch);
  else hadamard(group, count, bytes);
}

/** Sets coefficients up to the threshold to 0; one over how many remain, or 1 where none does. */
function hardThreshold(plane: Channel, bytes: usize): f64 {
  const least = f32x4.splat(plane.threshold);
  let remaining = i32x4.splat(0);
  for (let at = plane.group, end = at + bytes; at < end; at += 16) {
    const value = v128.load(at);
    const isMore = f32x4.gt(f32x4.abs(value), least);
    remaining = i32x4.sub(remaining, isMore);
    v128.store(at, v128.and(value, isMore));
  }
  const count =
    i32x4.extract_lane(remaining, 0) +
    i32x4.extract_lane(remaining, 1) +
    i32x4.extract_lane(remaining, 2) +
    i32x4.extract_lane(remaining, 3);
  return count >= 1 ? 1 / <f64>count : 1;
}

/** Multiplies coefficients by e^2 / (e^2 + variance), e those of the basic estimate; one over the factors' sum of squares, or 1 where all are 0. */
function wienerShrink(plane: Channel, bytes: usize): f64 {
  const variance = f32x4.splat(plane.variance);
  const tiny = f32x4.splat(f32.MIN_NORMAL_VALUE);
  let low = f64x2.splat(0);
  let high = low;
  for (let at: usize = 0; at < bytes; at += 16) {
    const basic = v128.load(plane.basicGroup + at);
    const power = f32x4.mul(basic, basic);
    // Where both are 0, so is the factor.
    const factor = f32x4.div(power, f32x4.add(f32x4.add(power, variance), tiny));
    const place = plane.group + at;
    v128.store(place, f32x4.mul(v128.load(place), factor));
    const first = f64x2.promote_low_f32x4(factor);
    const second = f64x2.promote_low_f32x4(
      i8x16.shuffle(factor, factor, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
    );
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const both = f64x2.add(low, high);
  const energy = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  // Below this, one over it would leave the range of numbers.
  return energy > 1e-200 ? 1 / energy : 1;
}

/** Takes a patch back to samples, which then stand in its place. */
function inversePatch(plane: Channel, patch: usize): void {
  const n = plane.n;
  const bytes = (<usize>plane.padded) << 2;
  const scratch = plane.scratch;
  for (let v = 0; v < n; v++) {
    const row = patch + <usize>v * bytes;
    const to = scratch + <usize>v * bytes;
    let any = v128.load(row);
    for (let u: usize = 16; u < bytes; u += 16) any = v128.or(any, v128.load(row + u));
    if (!v128.any_true(any)) {
      // After thresholding whole rows often are zero.
      memory.fill(to, 0, bytes);
      continue;
    }
    for (let x: usize = 0; x < bytes; x += 16) {
      let sum = f32x4.splat(0);
      let table = plane.inverseAlong + x;
      for (let u = 0; u < n; u++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(row + ((<usize>u) << 2)), v128.load(table)));
        table += bytes;
      }
      v128.store(to + x, sum);
    }
  }
  for (let y = 0; y < n; y++) {
    const weights = plane.inverseDown + ((<usize>(y * n)) << 2);
    for (let x: usize = 0; x < bytes; x += 16) {
      let sum = f32x4.splat(0);
      let row = scratch + x;
      for (let v = 0; v < n; v++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights + ((<usize>v) << 2)), v128.load(row)));
        row += bytes;
      }
      v128.store(patch + <usize>y * bytes + x, sum);
    }
  }
}

/** Adds a patch of samples whose upper left corner is at `at`, weighted; padding has the weight 0. */
function add(plane: Channel, patch: usize, at: i32, weight: f64): void {
  const weights = f64x2.splat(weight);
  const bytes = (<usize>plane.padded) << 2;
  const rowBytes = (<usize>plane.width) << 3;
  let above = plane.numerator + ((<usize>at) << 3);
  let below = plane.denominator + ((<usize>at) << 3);
  let window = plane.window;
  for (let y = 0; y < plane.n; y++) {
    for (let x: usize = 0; x < bytes; x += 8) {
      const w = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(window + x)));
      const samples = f64x2.promote_low_f32x4(v128.load64_zero(patch + x));
      const to = x << 1;
      v128.store(above + to, f64x2.add(v128.load(above + to), f64x2.mul(w, samples)));
      v128.store(below + to, f64x2.add(v128.load(below + to), w));
    }
    above += rowBytes;
    below += rowBytes;
    window += bytes;
    patch += bytes;
  }
}
