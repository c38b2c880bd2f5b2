import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import type { Split } from './identify';
import { productsOfRows } from './products-of-rows';

/** Numbers for a classifier: made of the training rows alone, and the same for the test rows. */
export interface Represented {
  readonly train: Matrix<Float64Array>;
  readonly test: Matrix<Float64Array>;
}

/** Turns a split into numbers for a classifier. */
export type Representation = (split: Split) => Represented;

/** Each feature to mean 0 and standard deviation 1 over the training rows; a constant one to 0. */
export function standardised(features: Matrix): Representation {
  const { columns, data } = features;
  return ({ train, test }) => {
    const mean = new Float64Array(columns);
    const deviation = new Float64Array(columns);
    for (let j = 0; j < columns; j++) {
      for (const row of train) mean[j] += data[row * columns + j] / train.length;
      for (const row of train) deviation[j] += (data[row * columns + j] - mean[j]) ** 2 / train.length;
      deviation[j] = Math.sqrt(deviation[j]);
    }
    const pick = (rows: readonly number[]): Matrix<Float64Array> => {
      const out = new Float64Array(rows.length * columns);
      rows.forEach((row, i) => {
        for (let j = 0; j < columns; j++) {
          const away = data[row * columns + j] - mean[j];
          out[i * columns + j] = deviation[j] > 0 ? away / deviation[j] : 0;
        }
      });
      return createMatrix(rows.length, columns, out);
    };
    return { train: pick(train), test: pick(test) };
  };
}

/** Principal components of features, fitted to the training rows alone; see `componentsOfProducts`. */
export function principalComponents(features: Matrix, options: { components?: number } = {}): Representation {
  return componentsOfProducts(productsOfRows(features), options);
}

/**
 * Principal components fitted to the training rows alone (the paper: 120), all divided by one number, so that the first
 * has a standard deviation of 1. Computed from the products of all rows, which are made once: the same scores, up to
 * signs, as `pca` of the training rows and `transform` of the test rows, at a fraction of the time where features are many.
 *
 * @param products of all pairs of rows (`productsOfRows`)
 * @param components default 120, or as many as the training rows carry
 * @throws InputError where the training rows are all alike.
 */
export function componentsOfProducts(
  { rows: all, data: products }: Matrix,
  { components = 120 }: { components?: number } = {},
): Representation {
  return ({ train, test }) => {
    const n = train.length;
    const mean = Float64Array.from({ length: all }, (_, row) =>
      train.reduce((sum, other) => sum + products[row * all + other] / n, 0),
    );
    const whole = train.reduce((sum, row) => sum + mean[row] / n, 0);
    // (x - m)(y - m) of a row and a training row, m the mean of the training rows.
    const centred = (rows: readonly number[]): Float64Array =>
      Float64Array.from({ length: rows.length * n }, (_, at) => {
        const row = rows[Math.floor(at / n)];
        const other = train[at % n];
        return products[row * all + other] - mean[row] - mean[other] + whole;
      });
    const gram = centred(train);
    const { values, vectors } = symmetricEigen(gram, n);
    const carried = values.findIndex((value) => value <= 1e-10 * values[0]);
    const k = Math.min(components, carried < 0 ? n : carried);
    if (!(values[0] > 0) || k < 1) throw new InputError('Principal components: all training rows are alike.');
    const unit = Math.sqrt(values[0] / n);
    const score = (rows: readonly number[], against: Float64Array): Matrix<Float64Array> => {
      const out = new Float64Array(rows.length * k);
      for (let i = 0; i < rows.length; i++) {
        for (let c = 0; c < k; c++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += against[i * n + j] * vectors[c * n + j];
          out[i * k + c] = sum / (Math.sqrt(values[c]) * unit);
        }
      }
      return createMatrix(rows.length, k, out);
    };
    return { train: score(train, gram), test: score(test, centred(test)) };
  };
}
