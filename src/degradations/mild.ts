import { createRandom } from '@ddr-lab/base/random';
import { type Degradation, type Seeded, subSeed } from './degradation';
import { gaussianBlur } from './gaussian-blur';
import { motionBlur } from './motion-blur';
import { pixelShift } from './pixel-shift';
import { poissonNoise } from './poisson-noise';

/** What `mild` takes: the strength of each of its parts. */
export interface MildOptions extends Seeded {
  /** Motion blur's length in pixels; default 4. */
  readonly length?: number;
  /** Motion blur's angle in degrees, clockwise as the image is seen; default 30. */
  readonly angle?: number;
  /** Sigma of the lens's Gaussian blur in pixels; default 0.8. */
  readonly sigma?: number;
  /** Largest shift in pixels: dx and dy are drawn evenly from -shift to shift; default 1. */
  readonly shift?: number;
  /** Poisson noise's photons at white; default 1000 (5.7 levels of 8 bits at mid grey). */
  readonly peak?: number;
}

/**
 * In the style of DIV2K-mild, the LR images of track 2 of the NTIRE 2018 challenge on super-resolution, whose
 * operators imitate a camera: motion blur, pixel shift, Poisson noise. Blur is the same for all images; shift and
 * noise come from the seed. The challenge's own kernels and parameters are not public: these are this
 * project's, in pixels of the LR image it is applied to, and its images are no substitute for DIV2K's.
 */
export const mild: Degradation<MildOptions> = async (image, options = {}) => {
  const { seed = 0, length = 4, angle = 30, sigma = 0.8, shift = 1, peak = 1000 } = options;
  const random = createRandom(seed);
  const dx = (2 * random.uniform() - 1) * shift;
  const dy = (2 * random.uniform() - 1) * shift;
  const blurred = await gaussianBlur(await motionBlur(image, { length, angle }), { sigma });
  return poissonNoise(await pixelShift(blurred, { dx, dy }), { peak, seed: subSeed(seed, 1) });
};
