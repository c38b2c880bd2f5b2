import type { Matrix } from '../arrays/matrix';
import { hasNative, nativeCentred } from '../projection/native-centred';
import { plainCentred } from '../projection/plain-centred';

/** The inner products of all pairs of rows (rows x rows), minus the mean of all rows, which keeps them small. */
export function productsOfRows(X: Matrix): Float64Array {
  const { rows, columns, data } = X;
  if (columns > rows) return (hasNative() ? nativeCentred(X) : plainCentred(X)).gram;
  const products = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let t = 0; t < columns; t++) {
        products[i * rows + j] += data[i * columns + t] * data[j * columns + t];
      }
    }
  }
  return products;
}
