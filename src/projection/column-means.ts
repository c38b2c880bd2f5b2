import type { Matrix } from '@ddr-lab/base/arrays/matrix';

/**
 * The mean of each column, summed in float64. In a float64 matrix the mean is taken twice, the second time of what the
 * first leaves: so columns that are constant are so exactly.
 */
export function columnMeans(X: Matrix): Float64Array {
  const { rows, columns, data } = X;
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) mean[j] += data[row + j];
  }
  for (let j = 0; j < columns; j++) mean[j] /= rows;
  if (data instanceof Float32Array) return mean;
  const rest = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) rest[j] += data[row + j] - mean[j];
  }
  for (let j = 0; j < columns; j++) mean[j] += rest[j] / rows;
  return mean;
}
