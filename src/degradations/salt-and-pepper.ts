import { createImage } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { type Degradation, type Range, requireInRange, type Seeded } from './degradation';

export interface SaltAndPepperOptions extends Seeded {
  /** Share of the pixels that are replaced, 0 to 1; default 0.05. */
  readonly amount?: number;
  /** Share of white (salt) among these, 0 to 1; default 0.5. */
  readonly salt?: number;
  /**
   * Draw for each of a pixel's channels on its own, which speckles in colours (MATLAB's `imnoise` and
   * scikit-image's `random_noise`), instead of for whole pixels; default false.
   */
  readonly perChannel?: boolean;
}

const share = (what: string): Range => ({ what: `${what} (a share)`, min: 0, max: 1 });

/** Salt-and-pepper noise: pixels drawn at random turn white or black. */
export const saltAndPepper: Degradation<SaltAndPepperOptions> = async (image, options = {}) => {
  const amount = requireInRange('Salt and pepper', share('amount'), options.amount ?? 0.05);
  const salt = requireInRange('Salt and pepper', share('salt'), options.salt ?? 0.5);
  const random = createRandom(options.seed ?? 0);
  const data = image.data.slice();
  const step = options.perChannel ? 1 : 3;
  for (let i = 0; i < data.length; i += step) {
    if (random.uniform() < amount) data.fill(random.uniform() < salt ? 1 : 0, i, i + step);
  }
  return createImage(image.height, image.width, data);
};
