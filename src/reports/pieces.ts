import { crop } from '../images/crop';
import type { Image } from '../images/image';

/**
 * An image in at most so many pieces of equal size that do not overlap, each at least `side` high and wide, evenly from all over
 * it. One piece is the image itself.
 */
export function piecesOf(image: Image, most: number, side: number): Image[] {
  const rows = Math.floor(image.height / side);
  const columns = Math.floor(image.width / side);
  const count = Math.min(most, rows * columns);
  if (count <= 1) return [image];
  const size = { height: Math.floor(image.height / rows), width: Math.floor(image.width / columns) };
  return Array.from({ length: count }, (_, i) => {
    const place = Math.floor(((i + 0.5) * rows * columns) / count);
    return crop(image, Math.floor(place / columns) * size.height, (place % columns) * size.width, size);
  });
}
