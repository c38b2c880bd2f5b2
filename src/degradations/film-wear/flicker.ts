import type { Image } from '../../images/image';
import { createRandom } from '@ddr-lab/base/random';
import { mapPixels } from './map-pixels';

/**
 * Uneven exposure: one factor for the whole frame, of the given standard deviation, and a brightness that swings
 * slowly over the frame (three waves of one half to one and a half periods), half as strong.
 */
export function flicker(image: Image, deviation: number, seed: number): Image {
  const random = createRandom(seed);
  const frame = 1 + deviation * random.normal();
  const waves = Array.from({ length: 3 }, () => ({
    down: (random.uniform() - 0.5) * 3,
    across: (random.uniform() - 0.5) * 3,
    phase: random.uniform(),
    height: (deviation / 2) * random.normal(),
  }));
  const { height, width } = image;
  return mapPixels(image, (y, x) => {
    let gain = frame;
    for (const wave of waves) {
      const turns = (wave.down * y) / height + (wave.across * x) / width + wave.phase;
      gain += wave.height * Math.sin(2 * Math.PI * turns);
    }
    return [gain, 0];
  });
}
