import { InputError } from '@ddr-lab/base/errors';
import { filterSeparable, gaussianKernel, type Samples } from '@ddr-lab/images/filter';
import type { Image } from '@ddr-lab/images/image';
import { comparable, type QualityOptions } from './comparable';
import type { Metric } from './metric';

/** Wang's window: a Gaussian of sigma 1.5 over 11 x 11 pixels. */
const SIGMA = 1.5;
const RADIUS = 5;

/**
 * Structural similarity (Wang et al., "Image quality assessment: from error visibility to structural
 * similarity", 2004): K1 = 0.01, K2 = 0.03, a Gaussian window of sigma 1.5 and 11 x 11 pixels, the mean over all
 * whole windows and over the channels. Equal to scikit-image's `structural_similarity` with `gaussian_weights`,
 * `sigma=1.5`, `use_sample_covariance=False` and `data_range=1`.
 *
 * @throws InputError when the sizes differ, or fewer than 11 x 11 pixels remain within the border.
 */
export function ssim(a: Image, b: Image, options: QualityOptions = {}): number {
  const [x, y] = comparable(a, b, options);
  const { height, width } = x;
  if (Math.min(height, width) <= 2 * RADIUS) {
    throw new InputError(`SSIM needs at least 11 x 11 pixels, not ${height} x ${width}.`);
  }
  const kernel = gaussianKernel(SIGMA, RADIUS / SIGMA);
  const mean = (of: (i: number) => number): Float64Array => {
    const data = new Float64Array(x.data.length).map((_, i) => of(i));
    return filterSeparable({ height, width, data }, kernel, kernel);
  };
  const muX = mean((i) => x.data[i]);
  const muY = mean((i) => y.data[i]);
  const xx = mean((i) => x.data[i] * x.data[i]);
  const yy = mean((i) => y.data[i] * y.data[i]);
  const xy = mean((i) => x.data[i] * y.data[i]);
  const c1 = 0.01 ** 2;
  const c2 = 0.03 ** 2;
  return innerMean(x, (i) => {
    const luminance = (2 * muX[i] * muY[i] + c1) / (muX[i] ** 2 + muY[i] ** 2 + c1);
    const variances = xx[i] - muX[i] ** 2 + (yy[i] - muY[i] ** 2);
    const structure = (2 * (xy[i] - muX[i] * muY[i]) + c2) / (variances + c2);
    return luminance * structure;
  });
}

/** The mean over the samples whose window lies inside the image. */
function innerMean({ height, width, data }: Samples, value: (i: number) => number): number {
  const channels = data.length / (height * width);
  let sum = 0;
  let count = 0;
  for (let row = RADIUS; row < height - RADIUS; row++) {
    const start = row * width * channels;
    for (let i = start + RADIUS * channels; i < start + (width - RADIUS) * channels; i++) {
      sum += value(i);
      count++;
    }
  }
  return sum / count;
}

/** SSIM as reports and cards have it. */
export const ssimMetric: Metric = {
  name: 'ssim',
  title: 'SSIM',
  better: 'higher',
  reference: true,
  usual: true,
  decimals: 4,
  luma: true,
  summary: 'Structural similarity of two images (1 when they are equal): Wang et al. 2004, 11 x 11 window.',
  source: "scikit-image's `structural_similarity`",
  apply: (output, reference, channel = 'y') => ssim(output, reference, { channel }),
};
