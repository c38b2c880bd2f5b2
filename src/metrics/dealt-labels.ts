import { createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import type { Groups } from './dispersion';
import type { Distances } from './distances';

/** Equal deals, summed up in another order, differ by less than this part: they count as equal. */
const SAME = 1e-12;

/** How labels are dealt. */
interface DealOptions {
  readonly permutations: number;
  readonly seed: number;
  /** The points themselves, n x d, where these are few numbers each; default those that the distances know, else the distances alone are asked. */
  readonly points?: Matrix;
}

/**
 * How often labels dealt at random separate points as well as their own do (PERMANOVA, Anderson 2001): (1 + as good deals) / (1 + deals). The
 * smaller the dispersion within groups, the better labels separate: the order that CHI gives.
 *
 * @param groups the points by label.
 * @param shown the points by content: labels are dealt within each; without, among all points.
 * @throws InputError for another number of points than distances.
 */
export function dealtAsWell(
  distances: Distances,
  { groupOf, members }: Groups,
  shown: Groups | undefined,
  { permutations, seed, points = distances.coordinates }: DealOptions,
): number {
  const n = distances.points;
  if (points && points.rows !== n) {
    throw new InputError(`There are ${points.rows} points for distances between ${n}.`);
  }
  const within = points ? withinByCentres(points, members) : withinByDistances(distances, members);
  const random = createRandom(seed);
  const strata = shown ? shown.members : [Array.from({ length: n }, (_, i) => i)];
  const labels = strata.map((stratum) => stratum.map((i) => groupOf[i]));
  const dealt = Int32Array.from(groupOf);
  const { dispersion: observed, rounding } = within(dealt);
  let asGood = 0;
  for (let deal = 0; deal < permutations; deal++) {
    strata.forEach((stratum, s) => {
      random.shuffle(labels[s]);
      stratum.forEach((i, at) => (dealt[i] = labels[s][at]));
    });
    if (within(dealt).dispersion <= observed + rounding) asGood++;
  }
  return (1 + asGood) / (1 + permutations);
}

/** The dispersion within groups, and what it may be off by. */
interface Within {
  readonly dispersion: number;
  readonly rounding: number;
}

function withinByDistances(distances: Distances, members: Groups['members']) {
  const n = distances.points;
  const rows = Array.from({ length: n }, (_, i) => distances.row(i));
  // Room for the points of each group, filled anew by each deal.
  const dealt = members.map((group) => new Int32Array(group.length));
  const filled = new Int32Array(members.length);
  return (groupOf: Int32Array): Within => {
    filled.fill(0);
    for (let i = 0; i < n; i++) dealt[groupOf[i]][filled[groupOf[i]]++] = i;
    let sum = 0;
    for (const group of dealt) {
      let ofGroup = 0;
      for (let a = 1; a < group.length; a++) {
        const row = rows[group[a]];
        for (let b = 0; b < a; b++) ofGroup += row[group[b]];
      }
      sum += ofGroup / group.length;
    }
    return { dispersion: sum, rounding: SAME * sum };
  };
}

/** All dispersion less that of the groups' centres: a difference, which is off by a part of all. */
function withinByCentres(points: Matrix, members: Groups['members']) {
  const { rows: n, columns: d, data } = aroundMean(squarable(points).scaled);
  const sums = new Float64Array(members.length * d);
  const total = data.reduce((sum, value) => sum + value * value, 0);
  return (groupOf: Int32Array): Within => {
    sums.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) sums[groupOf[i] * d + j] += data[i * d + j];
    }
    let between = 0;
    for (let g = 0; g < members.length; g++) {
      for (let j = 0; j < d; j++) between += sums[g * d + j] ** 2 / members[g].length;
    }
    return { dispersion: total - between, rounding: SAME * total };
  };
}

function aroundMean({ rows: n, columns: d, data }: Matrix): Matrix<Float64Array> {
  const means = new Float64Array(d);
  for (let at = 0; at < n * d; at++) means[at % d] += (data[at] - data[at % d]) / n;
  const moved = Float64Array.from({ length: n * d }, (_, at) => data[at] - data[at % d] - means[at % d]);
  return createMatrix(n, d, moved);
}
