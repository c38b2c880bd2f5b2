import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** scikit-learn's limits of the search for the width, `_binary_search_perplexity`. */
const entropyTolerance = 1e-5;
const searchSteps = 100;
/** The longest step of log beta. */
const longestStep = 2;

/** Sums over the neighbours of one point: of exp(-e), e exp(-e) and e^2 exp(-e). */
export type Moments = Float64Array;

/**
 * Searches the beta for which the Gaussian affinities exp(-e), e = beta (d - d of the nearest neighbour), have the
 * entropy log(perplexity) within 1e-5: by Newton's method on log beta, within the bounds of a bisection. It ends after 100
 * steps where no beta reaches it (more equally near neighbours than the perplexity asks for).
 *
 * @param nearest the least squared distance of the point
 * @param mean the mean of them
 * @param evaluate computes the affinities for a beta and returns their moments; its last call is for the beta found
 * @returns the sum of the affinities
 */
export function searchWidth(
  perplexity: number,
  nearest: number,
  mean: number,
  evaluate: (beta: number) => Moments,
): number {
  const wanted = Math.log(perplexity);
  let beta = mean > nearest ? 1 / (mean - nearest) : 1;
  let low = 0;
  let high = Infinity;
  let sum = 1;
  for (let step = 0; step < searchSteps; step++) {
    const moments = evaluate(beta);
    // The nearest neighbour counts 1, so that the sum is never 0.
    sum = moments[0];
    const average = moments[1] / sum;
    const excess = Math.log(sum) + average - wanted;
    if (Math.abs(excess) <= entropyTolerance) break;
    if (excess > 0) low = beta;
    else high = beta;
    // The entropy falls by the variance of e for a unit of log beta.
    const variance = moments[2] / sum - average * average;
    const change = Math.max(-longestStep, Math.min(longestStep, excess / variance));
    const newton = beta * Math.exp(change);
    if (newton > low && newton < high) beta = newton;
    else beta = high === Infinity ? beta * 2 : (low + high) / 2;
  }
  return sum;
}

/**
 * Gaussian probabilities of the neighbours of one point from their squared distances, to `out`; see `searchWidth`.
 * Where no width reaches the perplexity, the nearest share alike.
 */
export function conditionalProbabilities(
  distances: Float64Array,
  perplexity: number,
  out: Float64Array,
): void {
  const count = distances.length;
  let nearest = Infinity;
  let mean = 0;
  for (let k = 0; k < count; k++) {
    nearest = Math.min(nearest, distances[k]);
    mean += distances[k] / count;
  }
  const moments = new Float64Array(3);
  const sum = searchWidth(perplexity, nearest, mean, (beta) => {
    moments.fill(0);
    for (let k = 0; k < count; k++) {
      const e = Math.min(beta * (distances[k] - nearest), largestExponent);
      const value = Math.exp(-e);
      out[k] = value;
      moments[0] += value;
      moments[1] += value * e;
      moments[2] += value * e * e;
    }
    return moments;
  });
  for (let k = 0; k < count; k++) out[k] /= sum;
}

/** exp(-700) is 1e-304: beyond it counts as much, so that no product of 0 and infinity arises. */
const largestExponent = 700;

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
