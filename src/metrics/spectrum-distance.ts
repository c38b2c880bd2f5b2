import type { Image } from '@ddr-lab/images/image';
import { meanSpectrum, radialSpectrum } from '@ddr-lab/images/spectrum';

/** From which frequency on spectra are compared by default, in cycles per pixel: below it content decides. */
const FROM = 0.1;

/**
 * How far apart the mean radial spectra of two sets of images are: mean of |log10 P - log10 Q| over the frequencies from `from` on. Images of both sets have one size, and need not show the
 * same; 0 where the spectra are equal.
 *
 * @param from cycles per pixel; default 0.1.
 * @throws InputError where a set is empty, and as `radialSpectrum`.
 */
export function spectrumDistance(
  a: readonly Image[],
  b: readonly Image[],
  { from = FROM }: { readonly from?: number } = {},
): number {
  const [p, q] = [a, b].map((images) => meanSpectrum(images.map(radialSpectrum)));
  let [sum, count] = [0, 0];
  p.frequency.forEach((frequency, bin) => {
    if (frequency <= from) return;
    sum += Math.abs(Math.log10(p.power[bin]) - Math.log10(q.power[bin]));
    count++;
  });
  return sum / count;
}
