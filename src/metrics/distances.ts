import { checkFinite, createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { columnMeans } from '@ddr-lab/projection/pca/plain';
import { dispersion } from './dispersion';

/** The squared distances between points: kept as n x n numbers, or made of the points whenever they are asked for. */
export interface Distances {
  /** How many points. */
  readonly points: number;
  /** The squared distances of point i to all; the next call may overwrite them. */
  row(i: number): Float32Array | Float64Array;
  /** See `dispersion`: of some points around their centre. */
  dispersion(of: readonly number[]): number;
  /** Points that have these distances, n x d, around their mean; where they are known. */
  readonly coordinates?: Matrix<Float64Array>;
}

/**
 * Distances of an n x n matrix of squares (`squaredDistances`).
 *
 * @throws InputError for another shape.
 */
export function keptDistances(squares: Matrix): Distances {
  const { rows: n, columns, data } = squares;
  if (columns !== n) throw new InputError(`Squared distances are n x n, not ${n} x ${columns}.`);
  return {
    points: n,
    row: (i) => data.subarray(i * n, (i + 1) * n),
    dispersion: (of) => dispersion(squares, of),
  };
}

/**
 * Distances of points of few dimensions, where n x n numbers would be too many: memory grows with n alone, and each use of all distances
 * takes n squared d steps. Of points whose squared distances would vanish or overflow all are divided by one power of two, as
 * `squaredDistances` does.
 *
 * @param points n x d
 * @throws InputError for NaN or infinite points.
 */
export function distancesOf(points: Matrix): Distances {
  checkFinite(points, 'Distances');
  const { rows: n, columns: d, data } = aroundMean(squarable(points).scaled);
  const squares = new Float64Array(n);
  return {
    points: n,
    coordinates: createMatrix(n, d, data),
    row: (i) => {
      const from = i * d;
      for (let j = 0, at = 0; j < n; j++) {
        let sum = 0;
        for (let c = 0; c < d; c++, at++) {
          const difference = data[from + c] - data[at];
          sum += difference * difference;
        }
        squares[j] = sum;
      }
      return squares;
    },
    dispersion: (of) => {
      const centre = new Float64Array(d);
      for (const i of of) for (let c = 0; c < d; c++) centre[c] += data[i * d + c] / of.length;
      let sum = 0;
      for (const i of of) for (let c = 0; c < d; c++) sum += (data[i * d + c] - centre[c]) ** 2;
      return sum;
    },
  };
}

function aroundMean(points: Matrix): Matrix<Float64Array> {
  const { rows, columns, data } = points;
  const mean = columnMeans(points);
  return createMatrix(
    rows,
    columns,
    Float64Array.from(data, (value, at) => value - mean[at % columns]),
  );
}
