import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { fitAsymmetricGaussian, fitGeneralisedGaussian } from './generalised-gaussian';
import { greyLevels, halfSize, mscn, neighbourProducts, type Plane } from './mscn';

/** Neighbours to the right, below, and along both diagonals, as [down, right]. */
const shifts = [
  [0, 1],
  [1, 0],
  [1, 1],
  [-1, 1],
] as const;

/** How many features `brisqueFeatures` gives: 18 at each of two scales. */
export const brisqueLength = 36;

/**
 * The 36 features of BRISQUE (Mittal, Moorthy and Bovik, "No-reference image quality assessment in the spatial
 * domain", 2012): at full and half size the shape and variance of a generalised Gaussian fitted to the
 * MSCN coefficients, then for the products of neighbours in four directions shape, mean, and left and right
 * variance of an asymmetric one. Grey levels 0 to 255; borders as in the authors' code (zeros, products wrap around).
 * The features alone: BRISQUE's score needs people's opinions, which are not ours to ship.
 *
 * @throws InputError for an image below 16 x 16 pixels, or one without any contrast.
 */
export function brisqueFeatures(image: Image): Float64Array {
  const { height, width } = image;
  if (Math.min(height, width) < 16) {
    throw new InputError(`BRISQUE's features need at least 16 x 16 pixels, not ${height} x ${width}.`);
  }
  const full = greyLevels(image);
  const features = Float64Array.from([...ofScale(full), ...ofScale(halfSize(full))]);
  if (features.some((value) => !Number.isFinite(value))) {
    throw new InputError(`BRISQUE's features need an image with contrast; this one is of one colour.`);
  }
  return features;
}

function ofScale(plane: Plane): number[] {
  const { coefficients } = mscn(plane, 'zero');
  const { shape, variance } = fitGeneralisedGaussian(coefficients.data);
  return [
    shape,
    variance,
    ...shifts.flatMap(([down, right]) => {
      const fit = fitAsymmetricGaussian(neighbourProducts(coefficients, down, right));
      return [fit.shape, fit.mean, fit.left ** 2, fit.right ** 2];
    }),
  ];
}
