import { InputError } from '@ddr-lab/base/errors';
import type { Random } from '@ddr-lab/base/random';
import { createImage, type Image } from './image';

/** Height and width in pixels; one number means a square. */
export type Size = number | { readonly height: number; readonly width: number };

/**
 * The rectangle of `size` whose upper left corner is at row `top` and column `left`.
 *
 * @throws InputError when it does not lie inside the image.
 */
export function crop(image: Image, top: number, left: number, size: Size): Image {
  const { height, width } = sizeOf(size);
  const inside = top >= 0 && left >= 0 && top + height <= image.height && left + width <= image.width;
  if (!inside || ![top, left, height, width].every(Number.isInteger)) {
    throw new InputError(
      `A crop of ${height} x ${width} at row ${top}, column ${left} does not lie inside an image of ${image.height} x ${image.width}.`,
    );
  }
  const out = createImage(height, width);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * image.width + left) * 3;
    out.data.set(image.data.subarray(start, start + width * 3), row * width * 3);
  }
  return out;
}

/** The rectangle of `size` in the middle (rounded towards the upper left). */
export function cropCentre(image: Image, size: Size): Image {
  const { height, width } = sizeOf(size);
  return crop(image, Math.floor((image.height - height) / 2), Math.floor((image.width - width) / 2), size);
}

/** A rectangle of `size` at a place drawn from `random`, every place equally likely. */
export function cropRandom(image: Image, size: Size, random: Random): Image {
  const { height, width } = sizeOf(size);
  const top = random.integer(Math.max(image.height - height, 0) + 1);
  const left = random.integer(Math.max(image.width - width, 0) + 1);
  return crop(image, top, left, size);
}

/** All whole rectangles of `size` side by side (or every `step` pixels), from the upper left, row by row. */
export function cropGrid(image: Image, size: Size, options: { step?: number } = {}): Image[] {
  const { height, width } = sizeOf(size);
  const stepDown = options.step ?? height;
  const stepRight = options.step ?? width;
  if (!(stepDown > 0)) throw new InputError(`The step of a grid of crops must be positive, not ${stepDown}.`);
  const crops: Image[] = [];
  for (let top = 0; top + height <= image.height; top += stepDown) {
    for (let left = 0; left + width <= image.width; left += stepRight) {
      crops.push(crop(image, top, left, size));
    }
  }
  return crops;
}

/** The largest upper left part whose sides are multiples of `factor` (the field's "mod crop"). */
export function cropToMultiple(image: Image, factor: number): Image {
  const height = image.height - (image.height % factor);
  const width = image.width - (image.width % factor);
  return height === image.height && width === image.width ? image : crop(image, 0, 0, { height, width });
}

/** The middle of a large image, at most `size` pixels high and wide; a smaller image is itself. */
export function middleOf(image: Image, size: number): Image {
  const { height, width } = image;
  if (height <= size && width <= size) return image;
  return cropCentre(image, { height: Math.min(size, height), width: Math.min(size, width) });
}

function sizeOf(size: Size): { height: number; width: number } {
  return typeof size === 'number' ? { height: size, width: size } : size;
}
