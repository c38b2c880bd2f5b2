import { mapSamples } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { degradation, type NumberOption, type Seeded } from './degradation';

export interface GaussianNoiseOptions extends Seeded {
  /** Standard deviation in 8-bit levels, as the paper writes it: sigma / 255 is added; default 20. */
  readonly sigma?: number;
}

const sigma: NumberOption = { what: 'sigma (in 8-bit levels)', min: 0, max: 255, default: 20 };

/** Independent Gaussian noise on every sample of every channel, clipped to [0, 1]: the paper's `noiseN`. */
export const gaussianNoise = degradation<GaussianNoiseOptions>({
  title: 'Gaussian noise',
  summary: 'Gaussian noise of its own on every sample, clipped.',
  source: 'its moments',
  options: { sigma },
  presets: [
    {
      word: 'noise',
      number: sigma,
      example: 20,
      summary: 'Gaussian noise of sigma N / 255, clipped',
      options: (N) => ({ sigma: N }),
    },
  ],
  apply: (image, options) => {
    const deviation = options.sigma / 255;
    const random = createRandom(options.seed);
    return mapSamples(image, (value) => value + deviation * random.normal());
  },
});
