import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import { niqeBlock, niqeFeatures, niqeLength } from './niqe-features';
import { pristine } from './pristine';

/** What features of pristine photographs look like: a multivariate Gaussian. */
export interface PristineModel {
  /** Mean of each of the 36 features. */
  readonly mean: Float64Array;
  /** Their covariance, 36 x 36. */
  readonly covariance: Float64Array;
}

/** What `niqe` takes. */
export interface NiqeOptions {
  /** What the image is held against; default our own fit to photographs, see `pristine.ts`. */
  readonly model?: PristineModel;
}

/**
 * NIQE (Mittal, Soundararajan and Bovik, "Making a completely blind image quality analyzer", 2013): how far the
 * image's statistics lie from those of pristine photographs, as the distance between two Gaussians fitted to the
 * features of 96 x 96 blocks, sqrt(d' ((S1 + S2) / 2)^+ d). Without a unit; smaller is better, 0 is the model itself.
 *
 * The authors' model of pristine photographs is not ours to ship: by default ours is taken, so that values are
 * comparable among themselves, and not with those of other programs. Few blocks give an uncertain value: an image
 * should have four at least (192 x 192 pixels), and images compared should be of one size.
 *
 * @throws InputError for an image with less than two blocks that have contrast.
 */
export function niqe(image: Image, { model = pristine() }: NiqeOptions = {}): number {
  const { mean, covariance } = gaussianOf(niqeFeatures(image).blocks, 'NIQE');
  const pooled = covariance.map((value, i) => (value + model.covariance[i]) / 2);
  return distance(
    mean.map((value, i) => value - model.mean[i]),
    pooled,
  );
}

/** What `fitPristine` takes. */
export interface FitOptions {
  /** Blocks count that are at least this share as sharp as the image's sharpest; default 0.75, the authors'. */
  readonly sharpness?: number;
}

/**
 * A model of pristine images for `niqe`: mean and covariance of the features of all blocks that are sharp enough.
 *
 * @throws InputError where all images together have fewer than 37 such blocks, too few for 36 features.
 */
export function fitPristine(images: Iterable<Image>, { sharpness = 0.75 }: FitOptions = {}): PristineModel {
  const kept: Float64Array[] = [];
  for (const image of images) {
    const { blocks, sharpness: found } = niqeFeatures(image);
    const enough = sharpness * Math.max(...found);
    for (let i = 0; i < blocks.rows; i++) {
      if (found[i] > enough) kept.push(blocks.data.subarray(i * niqeLength, (i + 1) * niqeLength));
    }
  }
  const rows = new Float64Array(kept.length * niqeLength);
  kept.forEach((row, i) => rows.set(row, i * niqeLength));
  const model = gaussianOf(createMatrix(kept.length, niqeLength, rows), 'A model of pristine images');
  if (kept.length <= niqeLength) {
    throw new InputError(
      `A model of pristine images needs more than ${niqeLength} sharp blocks, not ${kept.length}: give more images.`,
    );
  }
  return model;
}

/** Mean over what is a number in each column, and covariance over whole rows, as the authors' code does it. */
function gaussianOf({ rows, columns, data }: Matrix<Float64Array>, what: string): PristineModel {
  const all = Array.from({ length: rows }, (_, i) => data.subarray(i * columns, (i + 1) * columns));
  const whole = all.filter((row) => row.every((value) => !Number.isNaN(value)));
  if (whole.length < 2) {
    throw new InputError(
      `${what} needs at least two blocks of ${niqeBlock} x ${niqeBlock} pixels with contrast, not ${whole.length}: ` +
        'give a larger image.',
    );
  }
  const mean = Float64Array.from({ length: columns }, (_, j) => {
    const numbers = all.map((row) => row[j]).filter((value) => !Number.isNaN(value));
    return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  });
  const centre = Float64Array.from(
    { length: columns },
    (_, j) => whole.reduce((sum, row) => sum + row[j], 0) / whole.length,
  );
  const covariance = new Float64Array(columns * columns);
  for (const row of whole) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        covariance[i * columns + j] += ((row[i] - centre[i]) * (row[j] - centre[j])) / (whole.length - 1);
      }
    }
  }
  return { mean, covariance };
}

/** sqrt(d' M^+ d) with the pseudoinverse of a symmetric M, singular values below 1e-15 of the largest left out. */
function distance(difference: Float64Array, matrix: Float64Array): number {
  const n = difference.length;
  const { values, vectors } = symmetricEigen(matrix, n);
  let sum = 0;
  for (let k = 0; k < n; k++) {
    if (Math.abs(values[k]) <= 1e-15 * Math.abs(values[0])) continue;
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[k * n + i] * difference[i];
    sum += along ** 2 / values[k];
  }
  return Math.sqrt(sum);
}
