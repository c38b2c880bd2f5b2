import { cropToMultiple } from '../images/crop';
import type { Image } from '../images/image';
import { resize } from '../images/resize';

/** An image as a network of this scale gets it: MATLAB's bicubic to 8 bits, as the benchmarks' LR files are. */
export function shrink(image: Image, scale: number): Image {
  if (scale === 1) return image;
  return resize(cropToMultiple(image, scale), { scale: 1 / scale, levels: 255 });
}

/** Plain bicubic enlargement to the size of another image. */
export function enlarge(image: Image, { height, width }: Pick<Image, 'height' | 'width'>): Image {
  if (image.height === height && image.width === width) return image;
  return resize(image, { height, width, levels: 255 });
}
