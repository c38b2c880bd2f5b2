import { checkFinite, createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { hasNative, nativeCentred } from '../projection/pca/native';
import { plainCentred } from '../projection/pca/plain';

/**
 * The squared Euclidean distance of each row to each other, n x n, in float64. What asks only how far apart points are
 * (`separation`) asks it of these, and the points may have any number of dimensions. Of points whose squared distances would
 * vanish or overflow all distances are divided by one power of two.
 *
 * @throws InputError for NaN or infinite points.
 */
export function squaredDistances(points: Matrix): Matrix<Float64Array> {
  checkFinite(points, 'Distances');
  const { rows: n, columns } = points;
  const { scaled } = squarable(points);
  return createMatrix(n, n, columns > n ? byGram(scaled) : directly(scaled));
}

function directly({ rows: n, columns, data }: Matrix): Float64Array {
  const squares = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += (data[i * columns + c] - data[j * columns + c]) ** 2;
      squares[i * n + j] = squares[j * n + i] = sum;
    }
  }
  return squares;
}

/** By inner products of the centred rows, which native kernels make of wide matrices. */
function byGram(points: Matrix): Float64Array {
  const n = points.rows;
  const { gram } = hasNative() ? nativeCentred(points) : plainCentred(points);
  const squares = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const square = Math.max(0, gram[i * n + i] + gram[j * n + j] - 2 * gram[i * n + j]);
      squares[i * n + j] = squares[j * n + i] = square;
    }
  }
  return squares;
}
