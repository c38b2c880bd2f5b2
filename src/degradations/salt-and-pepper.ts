import { createImage } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { degradation, type Seeded } from './degradation';

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

/** Salt-and-pepper noise: pixels drawn at random turn white or black. */
export const saltAndPepper = degradation<SaltAndPepperOptions>({
  title: 'Salt and pepper',
  summary: 'Pixels drawn at random turn white or black.',
  source: 'its shares',
  options: {
    amount: { what: 'amount (a share)', min: 0, max: 1, default: 0.05 },
    salt: { what: 'salt (a share)', min: 0, max: 1, default: 0.5 },
    perChannel: { what: 'channels drawn on their own', of: [true, false], default: false },
  },
  presets: [
    {
      word: 'salt',
      number: { what: 'share (in percent of the pixels)', min: 0, max: 100 },
      example: 5,
      summary: 'salt-and-pepper noise on N percent of the pixels',
      options: (N) => ({ amount: N / 100 }),
    },
  ],
  apply: (image, { amount, salt, perChannel, seed }) => {
    const random = createRandom(seed);
    const data = image.data.slice();
    const step = perChannel ? 1 : 3;
    for (let i = 0; i < data.length; i += step) {
      if (random.uniform() < amount) data.fill(random.uniform() < salt ? 1 : 0, i, i + step);
    }
    return createImage(image.height, image.width, data);
  },
});
