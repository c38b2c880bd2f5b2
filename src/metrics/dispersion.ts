import { checkFinite, createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { hasNative, nativeCentred } from '@ddr-lab/projection/pca/native';
import { plainCentred } from '@ddr-lab/projection/pca/plain';

/** Points by their label. */
export interface Groups {
  /** The labels, as they first appear. */
  readonly values: readonly number[];
  /** The group of each point: a place in `values`. */
  readonly groupOf: Int32Array;
  /** The points of each group. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Points grouped by labels.
 *
 * @param what the labels' name in errors.
 * @throws InputError for another number of labels than points.
 */
export function groupedBy(labels: ArrayLike<number>, points: number, what: string): Groups {
  if (labels.length !== points) {
    throw new InputError(`There are ${labels.length} ${what} for ${points} points: one a point is needed.`);
  }
  const values: number[] = [];
  const members: number[][] = [];
  const places = new Map<number, number>();
  const groupOf = Int32Array.from({ length: points }, (_, i) => {
    let place = places.get(labels[i]);
    if (place === undefined) {
      place = values.length;
      places.set(labels[i], place);
      values.push(labels[i]);
      members.push([]);
    }
    members[place].push(i);
    return place;
  });
  return { values, groupOf, members };
}

/**
 * The squared distances of some points to their centre, summed: half their mean squared distance to one another times
 * their number (Anderson 2001), so that no centre need be known.
 */
export function dispersion({ rows: n, data }: Matrix, of: readonly number[]): number {
  let sum = 0;
  for (let a = 1; a < of.length; a++) {
    for (let b = 0; b < a; b++) sum += data[of[a] * n + of[b]];
  }
  return of.length === 0 ? 0 : sum / of.length;
}

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

/** Numbers by their size: equal ones are one group. */
export interface TiedGroups {
  /** The group of each number, from 0 for the smallest. */
  readonly groupOf: Int32Array;
  /** How many different numbers there are. */
  readonly count: number;
}

/**
 * Puts numbers in order, equal ones together.
 *
 * @throws InputError for a number that is not finite.
 */
export function tiedGroups(values: ArrayLike<number>): TiedGroups {
  const order = Array.from({ length: values.length }, (_, i) => i);
  const bad = order.find((i) => !Number.isFinite(values[i]));
  if (bad !== undefined) throw new InputError(`Number ${bad} is ${values[bad]}, which has no rank.`);
  order.sort((i, j) => values[i] - values[j]);
  const groupOf = new Int32Array(values.length);
  let count = 0;
  order.forEach((i, place) => {
    if (place === 0 || values[i] !== values[order[place - 1]]) count++;
    groupOf[i] = count - 1;
  });
  return { groupOf, count };
}

/** The rank of each group, from 1, where the groups have so many numbers each: the mean of the places that these take. */
export function groupRanks(sizes: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(sizes.length);
  let start = 0;
  for (let group = 0; group < sizes.length; group++) {
    ranks[group] = start + (sizes[group] + 1) / 2;
    start += sizes[group];
  }
  return ranks;
}
