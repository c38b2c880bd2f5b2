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
