import { mapSamples } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { degradation, type NumberOption, type Seeded } from './degradation';

export interface PoissonNoiseOptions extends Seeded {
  /** Mean count of photons at a sample of 1; default 100. The fewer, the noisier. */
  readonly peak?: number;
}

const peak: NumberOption = { what: 'peak (photons at white)', min: 0.001, max: 1e6, default: 100 };

/**
 * Shot noise: every sample becomes a Poisson count of mean sample x peak, over peak, clipped to [0, 1].
 * Its standard deviation is sqrt(sample / peak): at 100 photons 0.07 at mid grey, 18 levels of 8 bits.
 */
export const poissonNoise = degradation<PoissonNoiseOptions>({
  title: 'Poisson noise',
  summary: 'Shot noise: the fewer photons, the noisier.',
  source: 'its moments',
  options: { peak },
  presets: [
    {
      word: 'poisson',
      number: peak,
      example: 100,
      summary: 'Poisson noise of N photons at white (fewer are noisier)',
      options: (N) => ({ peak: N }),
    },
  ],
  apply: (image, options) => {
    const random = createRandom(options.seed);
    return mapSamples(image, (value) => random.poisson(value * options.peak) / options.peak);
  },
});
