import { filterSeparable, gaussianKernel } from '@ddr-lab/images/filter';
import { createImage } from '@ddr-lab/images/image';
import { degradation, type NumberOption } from './degradation';

export interface GaussianBlurOptions {
  /** Standard deviation in pixels of the image it is applied to (the paper: the LR image); default 1. */
  readonly sigma?: number;
}

const sigma: NumberOption = { what: 'sigma (in pixels)', min: 0, max: 100, default: 1 };

/**
 * Isotropic Gaussian blur of each channel: the paper's `blurN` has sigma N. Equal to SciPy's
 * `gaussian_filter` with its defaults (kernel cut at 4 sigma, border reflected).
 */
export const gaussianBlur = degradation<GaussianBlurOptions>({
  title: 'Gaussian blur',
  summary: 'Gaussian blur of each channel, border reflected.',
  source: "SciPy's `gaussian_filter`, to float32's rounding",
  options: { sigma },
  presets: [
    {
      word: 'blur',
      number: sigma,
      example: 2,
      summary: 'Gaussian blur of sigma N pixels',
      options: (N) => ({ sigma: N }),
    },
  ],
  apply: (image, options) => {
    const kernel = gaussianKernel(options.sigma);
    const data = new Float32Array(filterSeparable(image, kernel, kernel));
    return createImage(image.height, image.width, data);
  },
});
