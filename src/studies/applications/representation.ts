import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { hasNative, nativeCentred } from '@ddr-lab/projection/pca/native';
import { plainCentred } from '@ddr-lab/projection/pca/plain';
import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import { featureKeys, type Cached, openResults } from '../../analysis/cached/features';
import { tap, type TapOptions } from '../../features/tap';
import type { Tappable } from '../../networks/tappable';
import type { Split } from './identify';

/** The inner products of all pairs of rows (rows x rows), minus the mean of all rows, which keeps them small. */
function productsOfRows(X: Matrix): Matrix<Float64Array> {
  const { rows, columns, data } = X;
  if (columns > rows)
    return createMatrix(rows, rows, (hasNative() ? nativeCentred(X) : plainCentred(X)).gram);
  const products = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let t = 0; t < columns; t++) {
        products[i * rows + j] += data[i * columns + t] * data[j * columns + t];
      }
    }
  }
  return createMatrix(rows, rows, products);
}

/** The products of a layer's features, and how many numbers an image has there. */
export interface LayerProducts {
  readonly products: Matrix<Float64Array>;
  readonly length: number;
}

/**
 * `productsOfRows` of what a layer makes of images, read from the cache where they were computed before. The features
 * themselves, which are large for large patches, are not kept.
 */
export async function layerProducts(
  network: Tappable,
  layer: string,
  images: readonly Image[],
  options: TapOptions & Cached = {},
): Promise<LayerProducts> {
  const results = openResults(options);
  const keys = results && (await featureKeys(results, network, [layer], images, options));
  const key = keys && results.key('products of rows', keys.get(layer)!);
  const entry = key === undefined ? undefined : await results!.read('products', key);
  if (entry) {
    return { products: entry.products as Matrix<Float64Array>, length: entry.length.data[0] };
  }
  const { [layer]: features } = await tap(network, [layer], images, options);
  const products = productsOfRows(features);
  const length = features.columns;
  if (key !== undefined) {
    await results!.write('products', key, { products, length: createMatrix(1, 1, Float64Array.of(length)) });
  }
  return { products, length };
}

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
