import { createMatrix, type Matrix, solvePositiveDefinite } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { checkDraws, drawsOf, type ImageDraws, resampledMean } from '../../metrics/image-draws';
import { rankCorrelation, resampledRankCorrelation } from '../../metrics/rank-correlation';
import { overRuns, type Spread } from '../../metrics/spread';
import { varianceShares, type VarianceShares } from '../../metrics/variance-shares';

/** What `groupDirection` takes. */
export interface GroupDirectionOptions {
  /**
   * `difference`: from the mean of the first rows to that of the second. `discriminant` (default): Fisher's, which turns this
   * difference away from what varies within the groups; for few columns (components, means of channels).
   */
  readonly by?: 'difference' | 'discriminant';
  /** Of `discriminant`: how far the covariance is drawn to a multiple of the identity, 0 to 1; default 0.1. */
  readonly shrinkage?: number;
}

/**
 * The direction in which one group of points lies from another.
 *
 * `discriminant` is the coefficient vector of scikit-learn's `LinearDiscriminantAnalysis(solver='lsqr', shrinkage=0.1)` for groups of
 * one size, up to its length: the inverse of the covariance within the groups, times the difference of their means.
 *
 * @param X a point a row
 * @param first rows of the group where the direction begins
 * @param second rows of the group to which it points
 * @returns as many numbers as X has columns; its length means nothing.
 * @throws InputError for an empty group, where nothing varies within the groups, and for a discriminant of over 2,000 columns.
 */
export function groupDirection(
  X: Matrix,
  first: readonly number[],
  second: readonly number[],
  { by = 'discriminant', shrinkage = 0.1 }: GroupDirectionOptions = {},
): Float64Array {
  if (first.length === 0 || second.length === 0) {
    throw new InputError('A direction from one group to another needs rows of both.');
  }
  const { columns: d, data } = X;
  const meanOf = (rows: readonly number[]): Float64Array => {
    const mean = new Float64Array(d);
    for (const row of rows) for (let j = 0; j < d; j++) mean[j] += data[row * d + j] / rows.length;
    return mean;
  };
  const means = [meanOf(first), meanOf(second)];
  const difference = means[1].map((value, j) => value - means[0][j]);
  if (by === 'difference') return difference;
  if (d > 2000) {
    throw new InputError(`A discriminant of ${d} columns is too much: reduce them first, by pcaScores say.`);
  }
  const within = new Float64Array(d * d);
  const away = new Float64Array(d);
  for (const [g, rows] of [first, second].entries()) {
    for (const row of rows) {
      for (let j = 0; j < d; j++) away[j] = data[row * d + j] - means[g][j];
      for (let i = 0; i < d; i++) {
        for (let j = 0; j <= i; j++) within[i * d + j] += (away[i] * away[j]) / (2 * rows.length);
      }
    }
  }
  let trace = 0;
  for (let i = 0; i < d; i++) trace += within[i * d + i];
  if (!(trace > 0)) throw new InputError('All points of a group are the same: there is no discriminant.');
  for (let i = 0; i < within.length; i++) within[i] *= 1 - shrinkage;
  for (let i = 0; i < d; i++) within[i * d + i] += (shrinkage * trace) / d;
  return solvePositiveDefinite(within, difference);
}

/** What lies along the longest axis of points. */
export interface LongestAxis {
  /** Rank correlation of label and place along the axis, without its sign. */
  readonly order: number;
  /** What `order` would be along the same axis, had other images been drawn: one value a redraw; where draws were given. */
  readonly resampled?: readonly number[];
  /** What decides the place along the axis: content, degradation, or only both together; they add up to 1. With draws, with redraws. */
  readonly shares: VarianceShares;
}

/**
 * What the longest axis of points (their first principal component, which is found without a look at any label) is about: of a map, or of
 * features.
 *
 * @param sets the label and the content of each point; `draws`, redraws of the images (`setDraws`), for intervals.
 * @throws InputError as `pcaScores` and `varianceShares` do.
 */
export function longestAxis(
  points: Matrix,
  sets: Pick<DegradedSets, 'labels' | 'contents'> & { readonly draws?: ImageDraws },
): LongestAxis {
  const { labels, draws } = sets;
  const { data } = pcaScores(points, { components: 1 }).scores;
  return {
    order: Math.abs(rankCorrelation(labels, data)),
    ...(draws ? { resampled: resampledRankCorrelation(labels, data, draws).map(Math.abs) } : {}),
    shares: varianceShares(createMatrix(points.rows, 1, data), sets),
  };
}

/** What `degreeOrder` takes. */
export interface DegreeOrderOptions extends GroupDirectionOptions {
  /** How often the images are dealt into two halves; each half is once the judge of the other. Default 5. */
  readonly deals?: number;
  /** Seed of the deals; default 0. */
  readonly seed?: number;
  /** Redraws of the images (`setDraws`), for `resampled`; default none. */
  readonly draws?: ImageDraws;
}

/** How far degrees lie in order along a direction that other images fix. */
export interface DegreeOrder {
  /**
   * Rank correlation of degree and place over all patches of the half that is judged, with its sign; over the halves. `resampled`, where
   * draws were given: its mean had other images been judged, along the same directions.
   */
  readonly over: Spread;
  /** The same within the versions of one patch; the mean over the patches. 0 for a patch whose versions lie on one spot. */
  readonly within: Spread;
  /** Where each patch lies, in standard deviations of all patches of its half, clean ones around 0; mean over the deals. */
  readonly places: Float64Array;
}

/**
 * Asks whether degrees of a degradation form a scale, in a way that a map cannot: the direction is fixed by the two ends of the scale
 * (the first and the last label) on half of the images; then *all* degrees of the *other* images are laid along it. The degrees between
 * and the images judged are never seen when the direction is made. Patches of one image (`sources`) stay in one half.
 *
 * @param X a row a patch of `sets`; features, their principal components or the points of a map.
 * @param sets labels go from no or a weak degradation (0) to a strong one.
 * @throws InputError for fewer than four images, fewer than two degrees, or draws of another number of points.
 */
export function degreeOrder(
  X: Matrix,
  {
    labels,
    contents,
    degradations,
    sources = contents,
  }: Pick<DegradedSets, 'labels' | 'contents' | 'degradations' | 'sources'>,
  { deals = 5, seed = 0, draws, ...how }: DegreeOrderOptions = {},
): DegreeOrder {
  const images = [...new Set(sources)];
  const last = degradations.length - 1;
  if (images.length < 4) throw new InputError(`${images.length} images are too few: two halves need four.`);
  if (last < 1) throw new InputError('One degree alone has no order: give two at least.');
  if (draws) checkDraws(draws, X.rows);
  const rowsOf = byNumber(sources);
  const versionsOf = byNumber(contents);
  const random = createRandom(seed);
  const over: Judged[] = [];
  const within: Judged[] = [];
  const places = new Float64Array(X.rows);
  for (let deal = 0; deal < deals; deal++) {
    const dealt = random.shuffle([...images]);
    const middle = dealt.length >> 1;
    const halves = [dealt.slice(0, middle), dealt.slice(middle)];
    for (const [h, judged] of halves.entries()) {
      const fixing = halves[1 - h].flatMap((image) => rowsOf.get(image)!);
      const ends = [0, last].map((label) => fixing.filter((row) => labels[row] === label));
      const direction = groupDirection(X, ends[0], ends[1], how);
      const rows = judged.flatMap((image) => rowsOf.get(image)!);
      const along = placesAlong(X, rows, direction);
      const degreesOf = (of: readonly number[]): number[] => of.map((row) => labels[row]);
      const placesOf = (of: readonly number[]): number[] => of.map((row) => along.get(row)!);
      over.push(judgedOver(degreesOf(rows), placesOf(rows), draws && drawsOf(draws, rows)));
      const shown = [...new Set(rows.map((row) => contents[row]))].map((content) => versionsOf.get(content)!);
      const each = shown.map((own) => orderOf(degreesOf(own), placesOf(own)));
      const drawsOfShown =
        draws &&
        drawsOf(
          draws,
          shown.map(([row]) => row),
        );
      within.push({
        value: each.reduce((sum, value) => sum + value, 0) / each.length,
        resampled: drawsOfShown && resampledMean(each, drawsOfShown),
      });
      const unit = standardisedPlaces(rows, along, (row) => labels[row] === 0);
      for (const row of rows) places[row] += unit.get(row)! / deals;
    }
  }
  return { over: overHalves(over), within: overHalves(within), places };
}

/** A number of one half, and what it would be, had other images been drawn. */
interface Judged {
  readonly value: number;
  readonly resampled?: readonly number[];
}

/** The order over all patches of a half. */
function judgedOver(
  degrees: readonly number[],
  places: readonly number[],
  draws: ImageDraws | undefined,
): Judged {
  return {
    value: orderOf(degrees, places),
    resampled: draws && resampledRankCorrelation(degrees, places, draws),
  };
}

/** The spread over the halves; redraws are those of their mean. */
function overHalves(halves: readonly Judged[]): Spread {
  const spread = overRuns(halves.map(({ value }) => value));
  const first = halves[0].resampled;
  if (!first) return spread;
  const resampled = first.map((_, d) =>
    halves.reduce((sum, half) => sum + half.resampled![d] / halves.length, 0),
  );
  return { ...spread, resampled };
}

/** The rows of each number. */
function byNumber(numbers: Int32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  numbers.forEach((number, row) => {
    const known = rows.get(number);
    if (known) known.push(row);
    else rows.set(number, [row]);
  });
  return rows;
}

/** Where each of some rows lies along a direction. */
function placesAlong(X: Matrix, rows: readonly number[], direction: Float64Array): Map<number, number> {
  return new Map(
    rows.map((row) => {
      let place = 0;
      for (let j = 0; j < X.columns; j++) place += X.data[row * X.columns + j] * direction[j];
      return [row, place];
    }),
  );
}

function standardisedPlaces(
  rows: readonly number[],
  along: ReadonlyMap<number, number>,
  isClean: (row: number) => boolean,
): Map<number, number> {
  const { standardDeviation } = overRuns(rows.map((row) => along.get(row)!));
  const { mean } = overRuns(rows.filter(isClean).map((row) => along.get(row)!));
  const unit = standardDeviation > 0 ? standardDeviation : 1;
  return new Map(rows.map((row) => [row, (along.get(row)! - mean) / unit]));
}

function orderOf(labels: readonly number[], places: readonly number[]): number {
  return places.every((place) => place === places[0]) ? 0 : rankCorrelation(labels, places);
}
