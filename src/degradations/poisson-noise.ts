import { mapSamples } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { type Degradation, type Range, requireInRange, type Seeded } from './degradation';

export interface PoissonNoiseOptions extends Seeded {
  /** Mean count of photons at a sample of 1; default 100. The fewer, the noisier. */
  readonly peak?: number;
}

export const poissonPeak: Range = { what: 'peak (photons at white)', min: 0.001, max: 1e6 };

/**
 * Shot noise: every sample becomes a Poisson count of mean sample x peak, over peak, clipped to [0, 1].
 * Its standard deviation is sqrt(sample / peak): at 100 photons 0.07 at mid grey, 18 levels of 8 bits.
 */
export const poissonNoise: Degradation<PoissonNoiseOptions> = async (image, options = {}) => {
  const peak = requireInRange('Poisson noise', poissonPeak, options.peak ?? 100);
  const random = createRandom(options.seed ?? 0);
  return mapSamples(image, (value) => random.poisson(value * peak) / peak);
};
