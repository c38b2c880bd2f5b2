import { filterSeparable, gaussianKernel } from '@ddr-lab/images/filter';
import { createImage } from '@ddr-lab/images/image';
import { type Degradation, type Range, requireInRange } from './degradation';

export interface GaussianBlurOptions {
  /** Standard deviation in pixels of the image it is applied to (the paper: the LR image); default 1. */
  readonly sigma?: number;
}

export const blurSigma: Range = { what: 'sigma (in pixels)', min: 0, max: 100 };

/**
 * Isotropic Gaussian blur of each channel: the paper's `blurN` has sigma N. Equal to SciPy's
 * `gaussian_filter` with its defaults (kernel cut at 4 sigma, border reflected).
 */
export const gaussianBlur: Degradation<GaussianBlurOptions> = async (image, options = {}) => {
  const sigma = requireInRange('Gaussian blur', blurSigma, options.sigma ?? 1);
  const kernel = gaussianKernel(sigma);
  const data = new Float32Array(filterSeparable(image, kernel, kernel));
  return createImage(image.height, image.width, data);
};
