import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { fitAsymmetricGaussian } from './generalised-gaussian';
import { greyLevels, halfSize, mscn, neighbourProducts, type Normalised, type Plane } from './mscn';

/** Side of a block at full size, pixels. */
export const niqeBlock = 96;

/** Features of a block: 18 at each of two scales. */
export const niqeLength = 36;

/** Neighbours to the right, below, and along both diagonals, as [down, right]. */
const shifts = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;

/** What NIQE sees of an image. */
export interface NiqeFeatures {
  /** Blocks x 36; NaN where a block is flat. */
  readonly blocks: Matrix<Float64Array>;
  /** Mean local deviation of each block at full size, grey levels: how much there is to see in it. */
  readonly sharpness: Float64Array;
}

/**
 * The features of NIQE: the image is cut to whole blocks of 96 x 96 (from the top left), its MSCN coefficients are
 * taken at full and half size, and for each block and scale an asymmetric generalised Gaussian is fitted to the
 * coefficients (shape, mean of both scales) and to the products of neighbours in four directions (shape, mean, left
 * and right scale), as in the authors' code.
 *
 * @throws InputError for an image below 96 x 96 pixels.
 */
export function niqeFeatures(image: Image): NiqeFeatures {
  const rows = Math.floor(image.height / niqeBlock);
  const columns = Math.floor(image.width / niqeBlock);
  if (rows < 1 || columns < 1) {
    throw new InputError(
      `NIQE needs at least ${niqeBlock} x ${niqeBlock} pixels, not ${image.height} x ${image.width}.`,
    );
  }
  const full = cut(greyLevels(image), 0, 0, rows * niqeBlock, columns * niqeBlock);
  const scales = [full, halfSize(full)].map((plane) => mscn(plane, 'replicate'));
  const blocks = new Float64Array(rows * columns * niqeLength);
  const sharpness = new Float64Array(rows * columns);
  for (let block = 0; block < rows * columns; block++) {
    const row = Math.floor(block / columns);
    const column = block % columns;
    const features = scales.flatMap((scale, k) => ofBlock(scale, row, column, niqeBlock >> k));
    blocks.set(features, block * niqeLength);
    const { data } = cut(scales[0].deviation, row * niqeBlock, column * niqeBlock, niqeBlock, niqeBlock);
    sharpness[block] = data.reduce((sum, value) => sum + value, 0) / data.length;
  }
  return { blocks: createMatrix(rows * columns, niqeLength, blocks), sharpness };
}

function ofBlock({ coefficients }: Normalised, row: number, column: number, side: number): number[] {
  const block = cut(coefficients, row * side, column * side, side, side);
  const own = fitAsymmetricGaussian(block.data);
  return [
    own.shape,
    (own.leftScale + own.rightScale) / 2,
    ...shifts.flatMap(([down, right]) => {
      const fit = fitAsymmetricGaussian(neighbourProducts(block, down, right));
      return [fit.shape, fit.mean, fit.leftScale, fit.rightScale];
    }),
  ];
}

function cut(plane: Plane, top: number, left: number, height: number, width: number): Plane {
  const data = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * plane.width + left;
    data.set(plane.data.subarray(from, from + width), y * width);
  }
  return { height, width, data };
}
