import { filterSeparable, gaussianKernel } from '../../images/filter';
import { mapSamples, type Image } from '../../images/image';
import { createRandom } from '@ddr-lab/base/random';

/** Sigma of a grain's blob in pixels. */
const SIZE = 0.6;

/**
 * Film grain: Gaussian noise, the same in all channels, correlated over neighbouring pixels, of standard deviation
 * `levels` / 255 at mid grey and less towards black and white, where the film has little or only silver.
 */
export function grain(image: Image, levels: number, seed: number): Image {
  const { height, width } = image;
  const random = createRandom(seed);
  const white = new Float64Array(height * width).map(() => random.normal());
  const kernel = gaussianKernel(SIZE);
  // Smoothing in both directions scales the deviation by the sum of the squared weights of one.
  const energy = kernel.reduce((sum, weight) => sum + weight * weight, 0);
  const noise = filterSeparable({ height, width, data: white }, kernel, kernel);
  return mapSamples(image, (value, i) => {
    const strength = 0.35 + 2.6 * value * (1 - value);
    return value + ((strength * levels) / (255 * energy)) * noise[Math.floor(i / 3)];
  });
}
