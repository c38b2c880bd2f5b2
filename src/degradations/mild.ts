import { createRandom } from '@ddr-lab/base/random';
import { degradation, type Degradation, type Seeded, subSeed } from './degradation';
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
export const mild: Degradation<MildOptions> = degradation<MildOptions>({
  title: 'Mild',
  summary: 'Motion blur, lens blur, pixel shift, Poisson noise.',
  source: 'in the style of DIV2K-mild (NTIRE 2018); ours',
  options: {
    length: { ...motionBlur.options.length, default: 4 },
    angle: { ...motionBlur.options.angle, default: 30 },
    sigma: { ...gaussianBlur.options.sigma, default: 0.8 },
    shift: { what: 'shift (in pixels)', min: 0, max: 1000, default: 1 },
    peak: { ...poissonNoise.options.peak, default: 1000 },
  },
  presets: [
    { word: 'mild', summary: 'motion blur, pixel shift and Poisson noise, in the style of DIV2K-mild' },
  ],
  apply: async (image, { seed, length, angle, sigma, shift, peak }) => {
    const random = createRandom(seed);
    const dx = (2 * random.uniform() - 1) * shift;
    const dy = (2 * random.uniform() - 1) * shift;
    const blurred = await gaussianBlur(await motionBlur(image, { length, angle }), { sigma });
    return poissonNoise(await pixelShift(blurred, { dx, dy }), { peak, seed: subSeed(seed, 1) });
  },
});
