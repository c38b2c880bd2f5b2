import { checkFinite } from '../arrays/finite';
import { createMatrix, type Matrix } from '../arrays/matrix';
import { columnMeans } from './column-means';

/**
 * Each column less its mean, over its standard deviation (divided by the number of rows, as scikit-learn's
 * `StandardScaler`): numbers of unlike size, such as means and deviations of channels, then count alike. A column whose
 * values are all the same becomes zeros.
 *
 * @throws InputError for NaN and infinity.
 */
export function standardise(X: Matrix): Matrix<Float64Array> {
  checkFinite(X, 'Standardising');
  const { rows, columns, data } = X;
  const mean = columnMeans(X);
  const deviation = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) {
    const j = at % columns;
    deviation[j] += (data[at] - mean[j]) ** 2 / rows;
  }
  // What rounding leaves of equal values is no deviation.
  const scale = deviation.map((variance, j) => {
    const sigma = Math.sqrt(variance);
    return sigma > 4 * Number.EPSILON * Math.abs(mean[j]) ? 1 / sigma : 0;
  });
  return createMatrix(
    rows,
    columns,
    Float64Array.from(data, (value, at) => (value - mean[at % columns]) * scale[at % columns]),
  );
}
