import { checkFinite, type Matrix, squarable, timesPowerOfTwo } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** How well labels separate points: section A.6 of the paper, and the columns of its Tab. 3. */
export interface ClusterScores {
  /** Within-cluster dispersion, tr(W): the squared distances of all points to their cluster's centre, summed. */
  readonly wd: number;
  /** Between-cluster dispersion, tr(B): the squared distance of each cluster's centre to the centre of all, times its points, summed. */
  readonly bd: number;
  /** Calinski-Harabasz index, (BD / WD) (n - k) / (k - 1): the larger, the better separated. */
  readonly chi: number;
}

export interface ClusterOptions {
  /** Labels that must each have a point, such as the degradations compared. Default: those that occur. */
  classes?: readonly (number | string)[];
}

/**
 * WD, BD and CHI of labelled points (Calinski and Harabasz, 1974). WD and BD are the plain traces,
 * not divided by n - k and k - 1: those factors are in CHI. CHI equals scikit-learn's
 * `calinski_harabasz_score`, computed in float64 whatever the points are; as there, it is 1 when no
 * cluster has any extent (WD = 0). CHI does not depend on the scale of the points, however small; WD and BD of points closer
 * than about 1e-162 are too small for a number and come out as 0.
 *
 * @param points n x d, one point a row.
 * @param labels n labels; equal labels are one cluster.
 * @throws InputError for fewer than two clusters, as many clusters as points, a class without points,
 *   another number of labels than points, NaN or infinite points, or a label that is no number.
 */
export function clusterScores(
  points: Matrix,
  labels: ArrayLike<number | string>,
  { classes = [] }: ClusterOptions = {},
): ClusterScores {
  const { rows: n, columns: d, data } = points;
  const clusterOf = indexClusters(labels, classes, n);
  checkFinite(points, 'The points');
  const counts: number[] = [];
  for (const cluster of clusterOf) counts[cluster] = (counts[cluster] ?? 0) + 1;
  const k = counts.length;
  if (n === 0) throw new InputError('There are no points to score.');
  if (k < 2) throw new InputError(`All ${n} labels are the same: two clusters at least are needed.`);
  if (k >= n)
    throw new InputError(
      `${n} points cannot be scored in ${k} clusters: fewer clusters than points are needed.`,
    );

  const { scaled, exponent } = squarable(points, [-300, Infinity]);
  if (exponent !== 0) {
    const { wd, bd, chi } = clusterScores(scaled, labels, { classes });
    return { wd: timesPowerOfTwo(wd, 2 * exponent), bd: timesPowerOfTwo(bd, 2 * exponent), chi };
  }
  const everywhere = new Int32Array(n);
  const centres = meansByCluster(points, clusterOf, counts);
  const centre = meansByCluster(points, everywhere, [n]);
  let wd = 0;
  let apart = false;
  for (let i = 0; i < n; i++) {
    wd += squaredDistance(data, i * d, centres, clusterOf[i] * d, d);
    for (let j = 0; j < d && !apart; j++) apart = data[i * d + j] !== centres[clusterOf[i] * d + j];
  }
  if (wd === 0 && apart) {
    throw new InputError(
      'The points of each cluster are so close together, beside what lies between the clusters, that CHI overflows.',
    );
  }
  let bd = 0;
  for (let c = 0; c < k; c++) bd += counts[c] * squaredDistance(centres, c * d, centre, 0, d);
  const chi = wd === 0 ? 1 : (bd / wd) * ((n - k) / (k - 1));
  if (!Number.isFinite(wd + bd + chi)) {
    throw new InputError(
      'The points are so far apart that their squared distances overflow: scale them down.',
    );
  }
  return { wd, bd, chi };
}

/**
 * Means are taken of the differences to the cluster's first point, so that equal points have just
 * that point as their mean, and points far from the origin lose no digits.
 */
function meansByCluster(
  { rows, columns, data }: Matrix,
  clusterOf: ArrayLike<number>,
  counts: number[],
): Float64Array {
  const first = new Map<number, number>();
  for (let i = 0; i < rows; i++) if (!first.has(clusterOf[i])) first.set(clusterOf[i], i * columns);
  const means = new Float64Array(counts.length * columns);
  for (let i = 0; i < rows; i++) {
    const c = clusterOf[i];
    const reference = first.get(c)!;
    for (let j = 0; j < columns; j++) {
      means[c * columns + j] += (data[i * columns + j] - data[reference + j]) / counts[c];
    }
  }
  for (const [c, reference] of first) {
    for (let j = 0; j < columns; j++) means[c * columns + j] += data[reference + j];
  }
  return means;
}

/** Clusters numbered from 0 in the order of their first label. */
function indexClusters(
  labels: ArrayLike<number | string>,
  classes: readonly (number | string)[],
  points: number,
): number[] {
  if (labels.length !== points) {
    throw new InputError(
      `There are ${labels.length} labels for ${points} points: one label a point is needed.`,
    );
  }
  const clusters = new Map<number | string, number>();
  const clusterOf = Array.from(labels, (label, i) => {
    if (typeof label !== 'string' && !Number.isFinite(label)) {
      throw new InputError(`Label ${i} is ${label}: a label is a number or a string.`);
    }
    if (!clusters.has(label)) clusters.set(label, clusters.size);
    return clusters.get(label)!;
  });
  const empty = classes.find((label) => !clusters.has(label));
  if (empty !== undefined) throw new InputError(`No point has the label ${empty}: its cluster is empty.`);
  return clusterOf;
}

function squaredDistance(
  a: Float32Array | Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  length: number,
): number {
  let sum = 0;
  for (let j = 0; j < length; j++) {
    const difference = a[atA + j] - b[atB + j];
    sum += difference * difference;
  }
  return sum;
}
