import { openResults, type Cached } from '../../analysis/cached/results';
import { featureKeys } from '../../analysis/cached/features';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { tap, type TapOptions } from '../../features/tap';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../../networks/tappable';
import { hasNative, nativeCentred } from '@ddr-lab/projection/pca/native';
import { plainCentred } from '@ddr-lab/projection/pca/plain';

/** The inner products of all pairs of rows (rows x rows), minus the mean of all rows, which keeps them small. */
export function productsOfRows(X: Matrix): Matrix<Float64Array> {
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
