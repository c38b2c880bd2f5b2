import { InputError } from '@ddr-lab/base/errors';
import type { Image } from './image';
import { luma } from './statistics';

/** A power spectrum averaged over all directions. */
export interface RadialSpectrum {
  /** Cycles per pixel, from 1 / N to 1/2. */
  readonly frequency: Float64Array;
  /** Mean power |F|^2 at that distance from the origin, per pixel, of a picture with values in [0, 1]. */
  readonly power: Float64Array;
}

/**
 * Radially averaged power spectrum of the luma of the largest centre square whose side is a power of two,
 * its mean taken off and a Hann window laid over it (so that opposite edges that differ do not count as edges).
 *
 * @throws InputError for an image below 8 pixels a side.
 */
export function radialSpectrum(image: Image): RadialSpectrum {
  const side = 2 ** Math.floor(Math.log2(Math.min(image.height, image.width)));
  if (side < 8) throw new InputError(`A spectrum needs 8 x 8 pixels, not ${image.height} x ${image.width}.`);
  const real = windowed(image, side);
  const imaginary = new Float64Array(side * side);
  for (let y = 0; y < side; y++) fft(real, imaginary, y * side, 1, side);
  for (let x = 0; x < side; x++) fft(real, imaginary, x, side, side);

  const bins = side / 2;
  const power = new Float64Array(bins);
  const count = new Float64Array(bins);
  for (let y = 0; y < side; y++) {
    const fy = y < side / 2 ? y : y - side;
    for (let x = 0; x < side; x++) {
      const fx = x < side / 2 ? x : x - side;
      const bin = Math.round(Math.hypot(fx, fy)) - 1;
      if (bin < 0 || bin >= bins) continue;
      const i = y * side + x;
      power[bin] += real[i] * real[i] + imaginary[i] * imaginary[i];
      count[bin]++;
    }
  }
  // The window keeps (3/8)^2 of the energy of white noise.
  const unit = side * side * (3 / 8) ** 2;
  return {
    frequency: Float64Array.from(power, (_, bin) => (bin + 1) / side),
    power: power.map((sum, bin) => sum / count[bin] / unit),
  };
}

/** Mean of spectra of one length. */
export function meanSpectrum(spectra: readonly RadialSpectrum[]): RadialSpectrum {
  const [first] = spectra;
  if (!first || spectra.some((s) => s.power.length !== first.power.length)) {
    throw new InputError('The mean of spectra needs at least one, all of one length.');
  }
  const power = first.power.map(
    (_, bin) => spectra.reduce((sum, spectrum) => sum + spectrum.power[bin], 0) / spectra.length,
  );
  return { frequency: first.frequency, power };
}

/**
 * Exponent b of power ~ frequency^b, by least squares on logarithms with every octave of equal weight, from
 * `low` to `high` cycles per pixel (default 0.03 to 0.35: below it the window, above it the camera's sharpness
 * decides). Photographs are near -2: Field, "Relations between the statistics of natural images" (1987).
 */
export function spectralSlope(spectrum: RadialSpectrum, low = 0.03, high = 0.35): number {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  spectrum.frequency.forEach((frequency, bin) => {
    if (frequency < low || frequency > high || !(spectrum.power[bin] > 0)) return;
    const weight = 1 / frequency;
    const x = Math.log(frequency);
    const y = Math.log(spectrum.power[bin]);
    n += weight;
    sx += weight * x;
    sy += weight * y;
    sxx += weight * x * x;
    sxy += weight * x * y;
  });
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

function windowed(image: Image, side: number): Float64Array {
  const values = luma(image);
  const top = (image.height - side) >> 1;
  const left = (image.width - side) >> 1;
  const square = new Float64Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) square[y * side + x] = values[(top + y) * image.width + left + x];
  }
  const mean = square.reduce((sum, value) => sum + value, 0) / square.length;
  const hann = Float64Array.from({ length: side }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / side));
  return square.map((value, i) => (value - mean) * hann[Math.floor(i / side)] * hann[i % side]);
}

/** Cooley-Tukey, in place, over `n` (a power of two) samples from `start`, `step` apart. */
function fft(real: Float64Array, imaginary: Float64Array, start: number, step: number, n: number): void {
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const a = start + i * step;
      const b = start + j * step;
      [real[a], real[b]] = [real[b], real[a]];
      [imaginary[a], imaginary[b]] = [imaginary[b], imaginary[a]];
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    const half = length / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / length;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      for (let i = k; i < n; i += length) {
        const a = start + i * step;
        const b = a + half * step;
        const re = real[b] * cos - imaginary[b] * sin;
        const im = real[b] * sin + imaginary[b] * cos;
        real[b] = real[a] - re;
        imaginary[b] = imaginary[a] - im;
        real[a] += re;
        imaginary[a] += im;
      }
    }
  }
}
