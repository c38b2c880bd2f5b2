import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { createImage } from '@ddr-lab/images/image';
import { meanSpectrum, radialSpectrum, type RadialSpectrum } from '@ddr-lab/images/spectrum';

/**
 * The mean power spectrum of the pictures of each label.
 *
 * @param pictures one a row, side x side x 3, such as what a network's last convolution puts out; any range.
 * @returns one spectrum a label, from 0 on.
 * @throws InputError where a row is no square RGB picture of 8 x 8 pixels at least, or a label has none.
 */
export function labelSpectra({ rows, columns, data }: Matrix, labels: ArrayLike<number>): RadialSpectrum[] {
  const side = Math.sqrt(columns / 3);
  if (!Number.isInteger(side) || labels.length !== rows) {
    throw new InputError(
      `${rows} rows of ${columns} numbers with ${labels.length} labels are no labelled square RGB pictures.`,
    );
  }
  const byLabel: RadialSpectrum[][] = [];
  for (let i = 0; i < rows; i++) {
    const picture = createImage(side, side, Float32Array.from(data.subarray(i * columns, (i + 1) * columns)));
    (byLabel[labels[i]] ??= []).push(radialSpectrum(picture));
  }
  return Array.from(byLabel, (spectra) => meanSpectrum(spectra ?? []));
}
