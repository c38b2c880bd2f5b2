import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { conditionalProbabilities } from './perplexity';

/**
 * t-SNE's joint probabilities p_ij of all pairs i < j, one row of pairs after the other (n (n - 1) / 2
 * numbers; p_ji is the same, and together they sum to 1).
 *
 * As scikit-learn's `_joint_probabilities` (method 'exact'): Gaussian affinities whose width is
 * searched for each point until their entropy is that of the perplexity, made symmetric. In float64
 * throughout, and relative to each point's nearest neighbour, so that no scale of the data underflows.
 *
 * @throws InputError when squared distances overflow.
 */
export function jointProbabilities(X: Matrix, perplexity: number): Float64Array {
  const n = X.rows;
  const distances = squaredDistances(X);
  const conditional = new Float64Array(n * n);
  const row = new Float64Array(n - 1);
  const p = new Float64Array(n - 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0, k = 0; j < n; j++) if (j !== i) row[k++] = distances[pairIndex(i, j, n)];
    conditionalProbabilities(row, perplexity, p);
    for (let j = 0, k = 0; j < n; j++) if (j !== i) conditional[i * n + j] = p[k++];
  }
  const joint = distances;
  for (let i = 0, pair = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, pair++) {
      // Each conditional row sums to 1, all of them to n.
      const p = (conditional[i * n + j] + conditional[j * n + i]) / (2 * n);
      joint[pair] = Math.max(p, Number.EPSILON);
    }
  }
  return joint;
}

/** Where the pair of two different points stands among all pairs i < j of n points. */
function pairIndex(i: number, j: number, n: number): number {
  const low = Math.min(i, j);
  const high = Math.max(i, j);
  return low * n - (low * (low + 1)) / 2 + high - low - 1;
}

/** Squared Euclidean distances of all pairs i < j, from differences (no cancellation between norms). */
function squaredDistances({ rows, columns, data }: Matrix): Float64Array {
  const distances = new Float64Array((rows * (rows - 1)) / 2);
  for (let i = 0, pair = 0; i < rows; i++) {
    const a = i * columns;
    for (let j = i + 1; j < rows; j++, pair++) {
      const b = j * columns;
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const difference = data[a + c] - data[b + c];
        sum += difference * difference;
      }
      if (sum === Infinity) {
        throw new InputError(
          `Rows ${i} and ${j} are so far apart that the distance overflows: scale them down.`,
        );
      }
      distances[pair] = sum;
    }
  }
  return distances;
}
