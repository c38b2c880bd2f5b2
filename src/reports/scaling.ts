import type { Image } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';

/** Plain bicubic enlargement to the size of another image. */
export function enlarge(image: Image, { height, width }: Pick<Image, 'height' | 'width'>): Image {
  if (image.height === height && image.width === width) return image;
  return resize(image, { height, width, levels: 255 });
}
