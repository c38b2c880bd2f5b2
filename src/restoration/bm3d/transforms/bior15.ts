import { InputError } from '../../../errors';
import { squareTransform, type SquareTransform } from './square-transform';

/** Analysis low-pass filter of bior1.5 (Cohen, Daubechies, Feauveau); its high-pass is Haar's. */
const lowPass = [3, -3, -22, 22, 128, 128, 22, -22, -3, 3].map((tap) => (tap * Math.SQRT1_2) / 128);

/**
 * The full decomposition of n numbers (a power of two) by the periodic wavelet transform bior1.5: the
 * coarsest approximation, then details from coarse to fine, as PyWavelets' `wavedec(x, 'bior1.5',
 * 'periodization')` orders them, each row scaled to length 1 as in the authors' BM3D software.
 *
 * @throws InputError when n is no power of two.
 */
export function bior15(n: number): SquareTransform {
  if (n < 2 || (n & (n - 1)) !== 0) {
    throw new InputError(`BM3D: patches for bior1.5 must have a power of two as their side, not ${n}.`);
  }
  const rows = new Float64Array(n * n);
  for (let x = 0; x < n; x++) {
    const unit = new Float64Array(n);
    unit[x] = 1;
    decompose(unit).forEach((coefficient, u) => (rows[u * n + x] = coefficient));
  }
  return squareTransform(rows);
}

/** Approximation and details of all levels of one signal. */
function decompose(signal: Float64Array): Float64Array {
  const out = Float64Array.from(signal);
  for (let length = signal.length; length > 1; length /= 2) {
    const level = out.slice(0, length);
    for (let k = 0; k < length / 2; k++) {
      let approximation = 0;
      lowPass.forEach((tap, i) => (approximation += tap * level[(2 * k + i - 4 + 4 * length) % length]));
      out[k] = approximation;
      out[length / 2 + k] = (level[2 * k] - level[2 * k + 1]) * Math.SQRT1_2;
    }
  }
  return out;
}
