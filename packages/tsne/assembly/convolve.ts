import { fft } from './fft';

// A real grid of `rows` rows (first coordinate) of `columns` numbers (second), both as far as points reach, is
// convolved with an even kernel that has the period `height` x `width`, of which the grid covers less than half each
// way. `columns` is a multiple of four, `height` even. Both directions are transformed four lines at a time.
//
// The spectrum on the way: for each column of the grid, height / 2 + 1 complex numbers (made up to a multiple of four) in
// groups of four real parts and four imaginary parts.

/** Complex numbers of the spectrum of a line of `height` real ones, made up to a multiple of four. */
function spectrumLength(height: i32): i32 {
  return ((height >> 1) + 4) & ~3;
}

/** Exchanges rows and columns of four vectors (at `at`, `pitch` bytes apart) and stores them (at `to`, `far` bytes apart). */
function transpose(at: usize, pitch: usize, to: usize, far: usize): void {
  const a = v128.load(at);
  const b = v128.load(at + pitch);
  const c = v128.load(at + 2 * pitch);
  const d = v128.load(at + 3 * pitch);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + far, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * far, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * far, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/**
 * Transforms the grid along its first coordinate.
 *
 * @param grid rows x columns float32
 * @param spectrum columns x spectrumLength complex float32
 * @param table cos and -sin of 2 pi k / height
 * @param scratch 3 x 32 x (height / 2 + 4) bytes
 */
export function transformRows(
  rows: i32,
  columns: i32,
  height: i32,
  grid: usize,
  spectrum: usize,
  table: usize,
  scratch: usize,
): void {
  const half = height >> 1;
  const room = (<usize>(half + 4)) << 5;
  const line = (<usize>spectrumLength(height)) << 3;
  const pitch = (<usize>columns) << 2;
  const halves = f32x4.splat(0.5);
  const zero = f32x4.splat(0);
  const out = scratch + 2 * room;
  for (let column = 0; column < columns; column += 4) {
    // Even rows are the real parts of a line half as long, odd rows the imaginary ones.
    let from = grid + ((<usize>column) << 2);
    for (let k = 0; k < half; k++) {
      const at = scratch + ((<usize>k) << 5);
      v128.store(at, 2 * k < rows ? v128.load(from) : zero);
      v128.store(at, 2 * k + 1 < rows ? v128.load(from + pitch) : zero, 16);
      from += 2 * pitch;
    }
    const packed = fft(half, scratch, scratch + room, table, 2, 0);
    for (let k = 0; k <= half; k++) {
      const here = packed + ((<usize>(k == half ? 0 : k)) << 5);
      const there = packed + ((<usize>(k == 0 ? 0 : half - k)) << 5);
      const re = v128.load(here);
      const im = v128.load(here, 16);
      const reThere = v128.load(there);
      const imThere = v128.load(there, 16);
      const evenRe = f32x4.mul(halves, f32x4.add(re, reThere));
      const evenIm = f32x4.mul(halves, f32x4.sub(im, imThere));
      const oddRe = f32x4.mul(halves, f32x4.add(im, imThere));
      const oddIm = f32x4.mul(halves, f32x4.sub(reThere, re));
      const cos = v128.load32_splat(table + ((<usize>k) << 3));
      const sin = v128.load32_splat(table + ((<usize>k) << 3), 4);
      const to = out + ((<usize>k) << 5);
      v128.store(to, f32x4.add(evenRe, f32x4.sub(f32x4.mul(oddRe, cos), f32x4.mul(oddIm, sin))));
      v128.store(to, f32x4.add(evenIm, f32x4.add(f32x4.mul(oddRe, sin), f32x4.mul(oddIm, cos))), 16);
    }
    memory.fill(out + ((<usize>(half + 1)) << 5), 0, 96);
    for (let k = 0; k <= half; k += 4) {
      const at = out + ((<usize>k) << 5);
      const to = spectrum + <usize>column * line + ((<usize>k) << 3);
      transpose(at, 32, to, line);
      transpose(at + 16, 32, to + 16, line);
    }
  }
}

/** The way back of `transformRows`, without the factor 2 / height. */
export function restoreRows(
  rows: i32,
  columns: i32,
  height: i32,
  grid: usize,
  spectrum: usize,
  table: usize,
  scratch: usize,
): void {
  const half = height >> 1;
  const room = (<usize>(half + 4)) << 5;
  const line = (<usize>spectrumLength(height)) << 3;
  const pitch = (<usize>columns) << 2;
  const halves = f32x4.splat(0.5);
  const lines = scratch + 2 * room;
  for (let column = 0; column < columns; column += 4) {
    for (let k = 0; k <= half; k += 4) {
      const at = spectrum + <usize>column * line + ((<usize>k) << 3);
      const to = lines + ((<usize>k) << 5);
      transpose(at, line, to, 32);
      transpose(at + 16, line, to + 16, 32);
    }
    for (let k = 0; k < half; k++) {
      const here = lines + ((<usize>k) << 5);
      const there = lines + ((<usize>(half - k)) << 5);
      const re = v128.load(here);
      const im = v128.load(here, 16);
      const reThere = v128.load(there);
      const imThere = v128.load(there, 16);
      const evenRe = f32x4.mul(halves, f32x4.add(re, reThere));
      const evenIm = f32x4.mul(halves, f32x4.sub(im, imThere));
      const sideRe = f32x4.mul(halves, f32x4.sub(re, reThere));
      const sideIm = f32x4.mul(halves, f32x4.add(im, imThere));
      const cos = v128.load32_splat(table + ((<usize>k) << 3));
      const sin = v128.load32_splat(table + ((<usize>k) << 3), 4);
      const oddRe = f32x4.add(f32x4.mul(sideRe, cos), f32x4.mul(sideIm, sin));
      const oddIm = f32x4.sub(f32x4.mul(sideIm, cos), f32x4.mul(sideRe, sin));
      const to = scratch + ((<usize>k) << 5);
      v128.store(to, f32x4.sub(evenRe, oddIm));
      v128.store(to, f32x4.add(evenIm, oddRe), 16);
    }
    const packed = fft(half, scratch, scratch + room, table, 2, 16);
    let to = grid + ((<usize>column) << 2);
    for (let k = 0; 2 * k < rows; k++) {
      v128.store(to, v128.load(packed + ((<usize>k) << 5)));
      if (2 * k + 1 < rows) v128.store(to + pitch, v128.load(packed + ((<usize>k) << 5), 16));
      to += 2 * pitch;
    }
  }
}

/**
 * Convolves the spectrum along the second coordinate: transforms it, multiplies it by the kernel's, transforms it back.
 *
 * @param kernel for each group of four of the spectrum, `width` vectors of the kernel's (real) spectrum
 * @param table cos and -sin of 2 pi k / width
 * @param scratch 2 x 32 x width bytes
 */
export function convolveColumns(
  columns: i32,
  height: i32,
  width: i32,
  spectrum: usize,
  kernel: usize,
  table: usize,
  scratch: usize,
): void {
  const length = spectrumLength(height);
  const line = (<usize>length) << 3;
  const room = (<usize>width) << 5;
  for (let group = 0; group < length; group += 4) {
    const lines = loadLines(columns, width, spectrum + ((<usize>group) << 3), line, table, scratch);
    let factor = kernel + <usize>(group >> 2) * <usize>width * 16;
    for (let at = lines, end = lines + room; at < end; at += 32) {
      const value = v128.load(factor);
      v128.store(at, f32x4.mul(v128.load(at), value));
      v128.store(at, f32x4.mul(v128.load(at, 16), value), 16);
      factor += 16;
    }
    const spare = lines == scratch ? scratch + room : scratch;
    let from = fft(width, lines, spare, table, 1, 16);
    let to = spectrum + ((<usize>group) << 3);
    for (let column = 0; column < columns; column++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += 32;
      to += line;
    }
  }
}

/** Four lines of the spectrum, transformed along the second coordinate; returns where they lie in `scratch`. */
function loadLines(
  columns: i32,
  width: i32,
  spectrum: usize,
  line: usize,
  table: usize,
  scratch: usize,
): usize {
  let to = scratch;
  for (let column = 0; column < columns; column++) {
    v128.store(to, v128.load(spectrum));
    v128.store(to, v128.load(spectrum, 16), 16);
    spectrum += line;
    to += 32;
  }
  const room = (<usize>width) << 5;
  memory.fill(to, 0, scratch + room - to);
  return fft(width, scratch, scratch + room, table, 1, 0);
}

/**
 * The kernel's spectrum as `convolveColumns` wants it, from `transformRows` of the kernel (all `width` columns).
 *
 * It is divided by the square of the quintic B-spline's spectrum in both directions (so that spreading and reading by
 * these splines interpolate the kernel itself, as in smooth particle-mesh Ewald), and by the factors that the transforms
 * back leave out.
 */
export function kernelSpectrum(
  height: i32,
  width: i32,
  spectrum: usize,
  kernel: usize,
  heightTable: usize,
  widthTable: usize,
  scratch: usize,
): void {
  const length = spectrumLength(height);
  const line = (<usize>length) << 3;
  const norm: f32 = <f32>(1.0 / (<f64>(height >> 1) * <f64>width));
  for (let group = 0; group < length; group += 4) {
    let at = loadLines(width, width, spectrum + ((<usize>group) << 3), line, widthTable, scratch);
    const along = v128.load(heightTable + ((<usize>group) << 3));
    const next = v128.load(heightTable + ((<usize>group) << 3), 16);
    const cos = v128.shuffle<f32>(along, next, 0, 2, 4, 6);
    // (66 + 52 cos a + 2 cos 2a) / 120, with cos 2a = 2 cos^2 a - 1.
    const spline = f32x4.mul(
      f32x4.add(f32x4.splat(64), f32x4.mul(cos, f32x4.add(f32x4.splat(52), f32x4.mul(f32x4.splat(4), cos)))),
      f32x4.splat(1.0 / 120.0),
    );
    const factor = f32x4.div(f32x4.splat(norm), f32x4.mul(spline, spline));
    let to = kernel + <usize>(group >> 2) * <usize>width * 16;
    for (let k = 0; k < width; k++) {
      const cosAcross = load<f32>(widthTable + ((<usize>k) << 3));
      const across: f32 = (64 + cosAcross * (52 + 4 * cosAcross)) / 120;
      const value = f32x4.mul(v128.load(at), factor);
      v128.store(to, f32x4.div(value, f32x4.splat(across * across)));
      at += 32;
      to += 16;
    }
  }
}
