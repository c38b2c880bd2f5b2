import { checkFinite, createMatrix, type Matrix, timesPowerOfTwo } from '@ddr-lab/base/arrays/matrix';
import { columnMeans } from './pca/plain';

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
  const difference = (at: number): number => data[at] - mean[at % columns];
  const power = powersOfColumns(data.length, columns, difference);
  const scaled = (at: number): number => timesPowerOfTwo(difference(at), -power[at % columns]);
  const variance = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) variance[at % columns] += scaled(at) ** 2 / rows;
  // What rounding leaves of equal values is no deviation.
  const scale = variance.map((value, j) => {
    const sigma = Math.sqrt(value);
    return timesPowerOfTwo(sigma, power[j]) > 4 * Number.EPSILON * Math.abs(mean[j]) ? 1 / sigma : 0;
  });
  return createMatrix(
    rows,
    columns,
    Float64Array.from(data, (_, at) => scaled(at) * scale[at % columns]),
  );
}

/** Of each column a power of two near its largest difference where squares of that would vanish or overflow; else 0. */
function powersOfColumns(length: number, columns: number, difference: (at: number) => number): Float64Array {
  const largest = new Float64Array(columns);
  for (let at = 0; at < length; at++) {
    largest[at % columns] = Math.max(largest[at % columns], Math.abs(difference(at)));
  }
  return largest.map((value) => {
    const power = value > 0 && Number.isFinite(value) ? Math.floor(Math.log2(value)) : 0;
    return Math.abs(power) > 300 ? power : 0;
  });
}
