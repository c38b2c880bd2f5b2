import { mapSamples } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { type Degradation, type Range, requireInRange, type Seeded } from './degradation';

export interface GaussianNoiseOptions extends Seeded {
  /** Standard deviation in 8-bit levels, as the paper writes it: sigma / 255 is added; default 20. */
  readonly sigma?: number;
}

export const noiseSigma: Range = { what: 'sigma (in 8-bit levels)', min: 0, max: 255 };

/** Independent Gaussian noise on every sample of every channel, clipped to [0, 1]: the paper's `noiseN`. */
export const gaussianNoise: Degradation<GaussianNoiseOptions> = async (image, options = {}) => {
  const deviation = requireInRange('Gaussian noise', noiseSigma, options.sigma ?? 20) / 255;
  const random = createRandom(options.seed ?? 0);
  return mapSamples(image, (value) => value + deviation * random.normal());
};
