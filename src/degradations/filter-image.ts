import { filter, type Kernel } from '../images/filter';
import { createImage, type Image } from '../images/image';

/** The image correlated with a kernel whose weights are not negative and sum to 1: stays in [0, 1]. */
export function filterImage(image: Image, kernel: Kernel): Image {
  return createImage(image.height, image.width, new Float32Array(filter(image, kernel)));
}
