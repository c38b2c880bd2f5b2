import { PCA } from 'ml-pca';
import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { PcaFactors } from './pca';

/**
 * The factors of a PCA by the package ml-pca (its SVD). For comparison and small matrices: it took
 * 12 s for 300 x 4,096. Values below float64 rounding count as 0.
 */
export function mlPca({ rows, columns, data }: Matrix, mean: Float64Array, k: number): PcaFactors {
  const centred = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => data[i * columns + j] - mean[j]),
  );
  const result = new PCA(centred, { method: 'SVD', center: false });
  const squares = result.getEigenvalues().map((value) => Math.max(0, value) * (rows - 1));
  const directions = result.getEigenvectors();
  const totalSquares = squares.reduce((sum, value) => sum + value, 0);
  const noise = Math.max(rows, columns) * Number.EPSILON * Math.sqrt(squares[0]);
  const left = new Float64Array(k * rows);
  const right = new Float64Array(k * columns);
  const singularValues = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    const value = Math.sqrt(squares[c]);
    if (!(value > noise)) continue;
    singularValues[c] = value;
    for (let j = 0; j < columns; j++) right[c * columns + j] = directions.get(j, c);
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += centred[i][j] * right[c * columns + j];
      left[c * rows + i] = sum / value;
    }
  }
  return { left, right: () => right, singularValues, totalSquares };
}
