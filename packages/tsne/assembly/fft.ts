/**
 * Four complex Fourier transforms of the same length side by side, in float32: element k is a vector of four real parts
 * and, 16 bytes on, one of four imaginary parts. Stockham's algorithm, which leaves the elements in order.
 *
 * @param n length, with no prime factors but 2 and 3
 * @param a the elements; destroyed
 * @param b room for as many
 * @param table cos and -sin of 2 pi k / (n step), float32 pairs
 * @param swapped 0, or 16 to exchange real and imaginary parts: that is the inverse transform but for the factor 1 / n
 * @returns where the result lies, a or b
 */
export function fft(n: i32, a: usize, b: usize, table: usize, step: i32, swapped: usize): usize {
  let from = a;
  let to = b;
  let length = n;
  let stride = 1;
  while (length > 1) {
    if ((length & 3) == 0) {
      radix4(length, stride, from, to, table, step, swapped);
      length >>= 2;
      stride <<= 2;
    } else if ((length & 1) == 0) {
      radix2(length, stride, from, to, table, step, swapped);
      length >>= 1;
      stride <<= 1;
    } else {
      radix3(length, stride, from, to, table, step, swapped);
      length /= 3;
      stride *= 3;
    }
    const spare = from;
    from = to;
    to = spare;
  }
  return from;
}

/** Stores the real part of (re + i im) (cos + i sin). */
function storeTurned(at: usize, re: v128, im: v128, cos: v128, sin: v128, swapped: usize): void {
  v128.store(at + swapped, f32x4.sub(f32x4.mul(re, cos), f32x4.mul(im, sin)));
  v128.store(at + (16 - swapped), f32x4.add(f32x4.mul(re, sin), f32x4.mul(im, cos)));
}

function radix2(
  length: i32,
  stride: i32,
  from: usize,
  to: usize,
  table: usize,
  step: i32,
  swapped: usize,
): void {
  const parts = length >> 1;
  const far = (<usize>(parts * stride)) << 5;
  const near = (<usize>stride) << 5;
  for (let p = 0; p < parts; p++) {
    const turn = table + ((<usize>(p * stride * step)) << 3);
    const cos = v128.load32_splat(turn);
    const sin = v128.load32_splat(turn, 4);
    let x = from + ((<usize>(p * stride)) << 5);
    let y = to + ((<usize>(2 * p * stride)) << 5);
    for (let end = x + near; x < end; x += 32) {
      const re0 = v128.load(x + swapped);
      const im0 = v128.load(x + (16 - swapped));
      const re1 = v128.load(x + far + swapped);
      const im1 = v128.load(x + far + (16 - swapped));
      v128.store(y + swapped, f32x4.add(re0, re1));
      v128.store(y + (16 - swapped), f32x4.add(im0, im1));
      storeTurned(y + near, f32x4.sub(re0, re1), f32x4.sub(im0, im1), cos, sin, swapped);
      y += 32;
    }
  }
}

function radix3(
  length: i32,
  stride: i32,
  from: usize,
  to: usize,
  table: usize,
  step: i32,
  swapped: usize,
): void {
  const parts = length / 3;
  const far = (<usize>(parts * stride)) << 5;
  const near = (<usize>stride) << 5;
  const half = f32x4.splat(0.5);
  const height = f32x4.splat(0.8660254037844386);
  for (let p = 0; p < parts; p++) {
    const turn = table + ((<usize>(p * stride * step)) << 3);
    const turn2 = table + ((<usize>(2 * p * stride * step)) << 3);
    const cos1 = v128.load32_splat(turn);
    const sin1 = v128.load32_splat(turn, 4);
    const cos2 = v128.load32_splat(turn2);
    const sin2 = v128.load32_splat(turn2, 4);
    let x = from + ((<usize>(p * stride)) << 5);
    let y = to + ((<usize>(3 * p * stride)) << 5);
    for (let end = x + near; x < end; x += 32) {
      const re0 = v128.load(x + swapped);
      const im0 = v128.load(x + (16 - swapped));
      const re1 = v128.load(x + far + swapped);
      const im1 = v128.load(x + far + (16 - swapped));
      const re2 = v128.load(x + 2 * far + swapped);
      const im2 = v128.load(x + 2 * far + (16 - swapped));
      const sumRe = f32x4.add(re1, re2);
      const sumIm = f32x4.add(im1, im2);
      v128.store(y + swapped, f32x4.add(re0, sumRe));
      v128.store(y + (16 - swapped), f32x4.add(im0, sumIm));
      const middleRe = f32x4.sub(re0, f32x4.mul(half, sumRe));
      const middleIm = f32x4.sub(im0, f32x4.mul(half, sumIm));
      // -i sqrt(3) / 2 times the difference.
      const sideRe = f32x4.mul(height, f32x4.sub(im1, im2));
      const sideIm = f32x4.mul(height, f32x4.sub(re2, re1));
      storeTurned(y + near, f32x4.add(middleRe, sideRe), f32x4.add(middleIm, sideIm), cos1, sin1, swapped);
      storeTurned(
        y + 2 * near,
        f32x4.sub(middleRe, sideRe),
        f32x4.sub(middleIm, sideIm),
        cos2,
        sin2,
        swapped,
      );
      y += 32;
    }
  }
}

function radix4(
  length: i32,
  stride: i32,
  from: usize,
  to: usize,
  table: usize,
  step: i32,
  swapped: usize,
): void {
  const parts = length >> 2;
  const far = (<usize>(parts * stride)) << 5;
  const near = (<usize>stride) << 5;
  for (let p = 0; p < parts; p++) {
    const angle = (<usize>(p * stride * step)) << 3;
    const cos1 = v128.load32_splat(table + angle);
    const sin1 = v128.load32_splat(table + angle, 4);
    const cos2 = v128.load32_splat(table + 2 * angle);
    const sin2 = v128.load32_splat(table + 2 * angle, 4);
    const cos3 = v128.load32_splat(table + 3 * angle);
    const sin3 = v128.load32_splat(table + 3 * angle, 4);
    let x = from + ((<usize>(p * stride)) << 5);
    let y = to + ((<usize>(4 * p * stride)) << 5);
    for (let end = x + near; x < end; x += 32) {
      const re0 = v128.load(x + swapped);
      const im0 = v128.load(x + (16 - swapped));
      const re1 = v128.load(x + far + swapped);
      const im1 = v128.load(x + far + (16 - swapped));
      const re2 = v128.load(x + 2 * far + swapped);
      const im2 = v128.load(x + 2 * far + (16 - swapped));
      const re3 = v128.load(x + 3 * far + swapped);
      const im3 = v128.load(x + 3 * far + (16 - swapped));
      const evenRe = f32x4.add(re0, re2);
      const evenIm = f32x4.add(im0, im2);
      const evenSideRe = f32x4.sub(re0, re2);
      const evenSideIm = f32x4.sub(im0, im2);
      const oddRe = f32x4.add(re1, re3);
      const oddIm = f32x4.add(im1, im3);
      // -i times the difference.
      const oddSideRe = f32x4.sub(im1, im3);
      const oddSideIm = f32x4.sub(re3, re1);
      v128.store(y + swapped, f32x4.add(evenRe, oddRe));
      v128.store(y + (16 - swapped), f32x4.add(evenIm, oddIm));
      storeTurned(
        y + near,
        f32x4.add(evenSideRe, oddSideRe),
        f32x4.add(evenSideIm, oddSideIm),
        cos1,
        sin1,
        swapped,
      );
      storeTurned(y + 2 * near, f32x4.sub(evenRe, oddRe), f32x4.sub(evenIm, oddIm), cos2, sin2, swapped);
      storeTurned(
        y + 3 * near,
        f32x4.sub(evenSideRe, oddSideRe),
        f32x4.sub(evenSideIm, oddSideIm),
        cos3,
        sin3,
        swapped,
      );
      y += 32;
    }
  }
}
