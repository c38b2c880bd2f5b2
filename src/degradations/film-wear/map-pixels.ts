import { createImage, type Image } from '../../images/image';

/**
 * A copy in which each pixel's three samples become `sample x gain + offset`, clipped to [0, 1]; what happens to a film
 * happens to all channels alike.
 */
export function mapPixels(
  image: Image,
  change: (y: number, x: number, pixel: number) => readonly [gain: number, offset: number],
): Image {
  const { height, width, data } = image;
  const out = createImage(height, width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [gain, offset] = change(y, x, y * width + x);
      for (const end = i + 3; i < end; i++) {
        const value = data[i] * gain + offset;
        out.data[i] = value < 0 ? 0 : value > 1 ? 1 : value;
      }
    }
  }
  return out;
}
