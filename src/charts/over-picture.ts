import { createImage, type Image, luma } from '@ddr-lab/images/image';
import type { Attribution } from '../attribution/method';

/** A map over its picture: grey where nothing contributes, red where much does. */
export function overPicture(
  { map, height, width }: Pick<Attribution, 'map' | 'height' | 'width'>,
  picture: Image,
): Image {
  const grey = luma(picture);
  const data = new Float32Array(height * width * 3);
  for (let i = 0; i < map.length; i++) {
    // The root shows what is small beside the largest.
    const strength = Math.sqrt(map[i]);
    const under = (0.25 + 0.6 * grey[i]) * (1 - strength);
    data.set([under + 0.85 * strength, under + 0.1 * strength, under + 0.15 * strength], 3 * i);
  }
  return createImage(height, width, data);
}
