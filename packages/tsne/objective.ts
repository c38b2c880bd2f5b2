/** t-SNE's cost and its gradient; positions and gradients are dims x n, one coordinate of all points after the other. */
export interface TsneObjective {
  /** Writes the gradient, with the joint probabilities multiplied by `exaggeration`, to `out`. */
  gradient(positions: Float64Array, exaggeration: number, out: Float64Array): void;
  /** The divergence, perhaps to six digits only, for a look at it on the way. */
  cost(positions: Float64Array): number;
  /** Kullback-Leibler divergence of the map from the joint probabilities, without exaggeration. */
  divergence(positions: Float64Array): number;
}

/**
 * The objective for joint probabilities `joint` (pairs i < j of n points) and a map of `dims` dimensions:
 * Student-t similarities with max(dims - 1, 1) degrees of freedom, as scikit-learn.
 *
 * With more than one degree of freedom (three dimensions and more) this is the true gradient of the cost
 * (van der Maaten, "Learning a parametric embedding by preserving local structure", 2009, with its
 * factor (1 + d^2 / alpha)^-1); scikit-learn puts another power of that factor there.
 */
export function tsneObjective(joint: Float64Array, n: number, dims: number): TsneObjective {
  const freedom = Math.max(dims - 1, 1);
  // 1 / (1 + d^2 / freedom) of each pair; to the power (freedom + 1) / 2 it is the similarity.
  const inverse = new Float64Array(joint.length);
  const similarity = freedom === 1 ? inverse : new Float64Array(joint.length);

  /** Fills `inverse` and `similarity` and returns the sum of the latter over pairs. */
  const similarities = (positions: Float64Array): number => {
    if (dims === 2) return planeSimilarities(positions.subarray(0, n), positions.subarray(n), inverse);
    inverse.fill(1);
    for (let d = 0; d < dims; d++) addSquares(positions.subarray(d * n, (d + 1) * n), 1 / freedom, inverse);
    let total = 0;
    for (let pair = 0; pair < inverse.length; pair++) {
      const value = 1 / inverse[pair];
      inverse[pair] = value;
      // A square root is far cheaper than a power.
      if (freedom === 2) similarity[pair] = value * Math.sqrt(value);
      else if (freedom > 2) similarity[pair] = value ** ((freedom + 1) / 2);
      total += similarity[pair];
    }
    return total;
  };

  const divergence = (positions: Float64Array): number => {
    const share = 1 / (2 * similarities(positions));
    let sum = 0;
    for (let pair = 0; pair < joint.length; pair++) {
      sum += joint[pair] * Math.log(joint[pair] / Math.max(share * similarity[pair], Number.EPSILON));
    }
    return 2 * sum;
  };

  return {
    gradient(positions, exaggeration, out) {
      const share = 1 / (2 * similarities(positions));
      const factor = (2 * (freedom + 1)) / freedom;
      out.fill(0);
      if (dims === 2) {
        const [x, y] = [positions.subarray(0, n), positions.subarray(n)];
        planeForces(x, y, joint, inverse, exaggeration, share, out.subarray(0, n), out.subarray(n));
      } else {
        // Each pair's pull or push for a unit of distance; `inverse` is not needed any more.
        for (let pair = 0; pair < joint.length; pair++) {
          inverse[pair] *= exaggeration * joint[pair] - share * similarity[pair];
        }
        for (let d = 0; d < dims; d++) {
          addForces(positions.subarray(d * n, (d + 1) * n), inverse, out.subarray(d * n, (d + 1) * n));
        }
      }
      for (let i = 0; i < out.length; i++) out[i] *= factor;
    },
    cost: divergence,
    divergence,
  };
}

/** 1 / (1 + d^2) of all pairs in the plane, to `inverse`; returns their sum. */
function planeSimilarities(x: Float64Array, y: Float64Array, inverse: Float64Array): number {
  const n = x.length;
  let total = 0;
  for (let i = 0, pair = 0; i < n; i++) {
    const xi = x[i];
    const yi = y[i];
    for (let j = i + 1; j < n; j++, pair++) {
      const dx = xi - x[j];
      const dy = yi - y[j];
      const value = 1 / (1 + dx * dx + dy * dy);
      inverse[pair] = value;
      total += value;
    }
  }
  return total;
}

/** Adds the forces of all pairs in the plane, half of them computed: j feels the opposite of i. */
function planeForces(
  x: Float64Array,
  y: Float64Array,
  joint: Float64Array,
  inverse: Float64Array,
  exaggeration: number,
  share: number,
  outX: Float64Array,
  outY: Float64Array,
): void {
  const n = x.length;
  for (let i = 0, pair = 0; i < n; i++) {
    const xi = x[i];
    const yi = y[i];
    let sumX = 0;
    let sumY = 0;
    for (let j = i + 1; j < n; j++, pair++) {
      const q = inverse[pair];
      const force = (exaggeration * joint[pair] - share * q) * q;
      const forceX = force * (xi - x[j]);
      const forceY = force * (yi - y[j]);
      sumX += forceX;
      sumY += forceY;
      outX[j] -= forceX;
      outY[j] -= forceY;
    }
    outX[i] += sumX;
    outY[i] += sumY;
  }
}

/** Adds scale x (x_i - x_j)^2 of all pairs to `out`. */
function addSquares(x: Float64Array, scale: number, out: Float64Array): void {
  const n = x.length;
  for (let i = 0, pair = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, pair++) {
      const difference = x[i] - x[j];
      out[pair] += scale * difference * difference;
    }
  }
}

/** Adds weight x (x_i - x_j) of all pairs to i and takes it from j. */
function addForces(x: Float64Array, weights: Float64Array, out: Float64Array): void {
  const n = x.length;
  for (let i = 0, pair = 0; i < n; i++) {
    let sum = 0;
    for (let j = i + 1; j < n; j++, pair++) {
      const force = weights[pair] * (x[i] - x[j]);
      sum += force;
      out[j] -= force;
    }
    out[i] += sum;
  }
}
