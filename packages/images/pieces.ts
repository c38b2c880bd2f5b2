import { crop } from './crop';
import type { Image } from './image';

/** How an image is divided into cells of equal size, of which some are used: one patch comes from the middle of each. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** Cells used, evenly from all over the image. */
  readonly count: number;
}

/**
 * At most so many cells, each at least `side` high and wide. One cell is the whole image.
 */
function gridFor({ height, width }: Pick<Image, 'height' | 'width'>, most: number, side: number): Grid {
  const rows = Math.max(1, Math.floor(height / side));
  const columns = Math.max(1, Math.floor(width / side));
  const count = Math.max(1, Math.min(most, rows * columns));
  return count === 1 ? { rows: 1, columns: 1, count } : { rows, columns, count };
}

/**
 * The grids by which so many patches come from images: one of each, and several where there are fewer images than patches are
 * wanted, as evenly as it goes. Where images are small there are fewer.
 *
 * @param options how many patches are wanted of all images together, and the side of a cell at least.
 */
export function gridsFor(
  images: readonly Pick<Image, 'height' | 'width'>[],
  { count, side }: { readonly count: number; readonly side: number },
): Grid[] {
  const upTo = (i: number): number => Math.floor((i * count) / images.length);
  return images.map((image, i) => gridFor(image, upTo(i + 1) - upTo(i), side));
}

/** A patch's upper left corner. */
export interface Place {
  readonly top: number;
  readonly left: number;
}

/**
 * Where the middle of each cell that is used lies, `size` pixels high and wide, row by row.
 *
 * @param image or its size alone.
 */
export function placesOf(
  { height, width }: Pick<Image, 'height' | 'width'>,
  { rows, columns, count }: Grid,
  size: number,
): Place[] {
  const cell = { height: Math.floor(height / rows), width: Math.floor(width / columns) };
  const middle = {
    top: Math.floor((cell.height - size) / 2),
    left: Math.floor((cell.width - size) / 2),
  };
  return Array.from({ length: count }, (_, i) => {
    const place = Math.floor(((i + 0.5) * rows * columns) / count);
    return {
      top: Math.floor(place / columns) * cell.height + middle.top,
      left: (place % columns) * cell.width + middle.left,
    };
  });
}

/** The middle of each cell that is used, as images. */
export function patchesOf(image: Image, grid: Grid, size: number): Image[] {
  return placesOf(image, grid, size).map(({ top, left }) => crop(image, top, left, size));
}
