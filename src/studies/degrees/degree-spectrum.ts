import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { drawsOf, type ImageDraws } from '../../metrics/image-draws';
import { rankCorrelation, resampledRankCorrelation } from '../../metrics/rank-correlation';
import { overRuns, type Spread } from '../../metrics/spread';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { mapChi, setDraws } from '../../analysis/analyse-features';
import { InputError } from '@ddr-lab/base/errors';

/** Two degrees of one degradation in their common map. */
export interface DegreePair {
  /** Their numbers in `degradations`, the weaker first. */
  readonly first: number;
  readonly second: number;
  /** CHI of the two groups alone, over the t-SNE runs. */
  readonly chi: Spread;
  /** How many points the two groups have. */
  readonly points: number;
}

/** What the map of one degradation in several degrees tells. */
export interface DegreeSpectrum {
  readonly degradations: readonly string[];
  readonly pairs: readonly DegreePair[];
  /**
   * Rank correlation, without its sign, of a point's degree and its place along the map's longest axis, over the
   * t-SNE runs: 1 where the map is a scale of degrees from end to end, near 0 where it is arranged by something else.
   */
  readonly order: Spread;
}

/**
 * Reads the map of a degradation in several degrees (A.9): how well each two degrees part, and whether they lie in order.
 * Nothing is projected anew: pairs are scored in the map of all degrees, the one that the figure shows.
 *
 * @param analysis of one layer, over sets whose degradations go from none or weak to strong.
 * @param sets what was analysed; with its contents, CHI and order also had other images been drawn (`resampled`).
 */
export function degreeSpectrum(
  { runs }: Pick<LayerAnalysis, 'runs'>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'> & Partial<Pick<DegradedSets, 'contents' | 'sources'>>,
): DegreeSpectrum {
  const { labels, degradations, contents } = sets;
  const draws = contents && setDraws({ contents, sources: sets.sources });
  const pairs: DegreePair[] = [];
  for (let second = 1; second < degradations.length; second++) {
    for (let first = 0; first < second; first++) {
      const rows = [...labels.keys()].filter((i) => labels[i] === first || labels[i] === second);
      const pairLabels = rows.map((i) => labels[i]);
      const maps = runs.map(({ points }) => someRows(points, rows));
      const chi = mapChi(maps, pairLabels, draws && drawsOf(draws, rows));
      pairs.push({ first, second, chi, points: rows.length });
    }
  }
  const places = runs.map(({ points }) => pcaScores(points, { components: 1 }).scores.data);
  const orders = places.map((along) => Math.abs(rankCorrelation(labels, along)));
  const order = { ...overRuns(orders), ofRuns: orders };
  const resampled = draws && resampledOrder(places, labels, draws);
  return { degradations, pairs, order: resampled ? { ...order, resampled } : order };
}

/** `order` of the points that each redraw of the images takes; the axes are those of all points. */
function resampledOrder(
  places: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  draws: ImageDraws,
): number[] {
  const orders = places.map((along) => resampledRankCorrelation(labels, along, draws).map(Math.abs));
  return draws.counts.map((_, d) => orders.reduce((sum, order) => sum + order[d], 0) / orders.length);
}

function someRows({ columns, data }: Matrix, rows: readonly number[]): Matrix<Float64Array> {
  const chosen = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => chosen.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  return createMatrix(rows.length, columns, chosen);
}

/** The paper's scale in Tab. 7, from not told apart to clearly. */
export type Discriminability = '-' | '+' | '++' | '+++';

/**
 * Bounds between the grades, as distances of two groups' centres in standard deviations. They are ours: the paper's
 * own are not given in the text at hand. For two round normal groups of equal size, the straight line that parts them
 * best errs on Phi(-distance / 2) of the points: 31 % at 1, 16 % at 2, 2 % at 4.
 */
const gradeBounds = { '+': 1, '++': 2, '+++': 4 } as const;

/**
 * The distance of two groups' centres, in standard deviations of a group along one axis, that CHI amounts to for two
 * round groups of equal size in the plane: CHI = (n - 2) / 8 times its square. Unlike CHI, it does not grow with the number of
 * points, so that grades mean the same for 50 patches as for 100.
 *
 * @param points of both groups together.
 * @throws InputError for fewer than three points or a CHI below 0.
 */
export function centreDistance(chi: number, points: number): number {
  if (!(chi >= 0) || !(points >= 3)) {
    throw new InputError(`A distance needs a CHI of at least 0 and three points, not ${chi} and ${points}.`);
  }
  return Math.sqrt((8 * chi) / (points - 2));
}

/**
 * How well two groups are told apart, on the paper's scale (Tab. 7): `-` below a distance of 1 (`gradeBounds`), `+` below 2, `++`
 * below 4, `+++` from there on. For 200 points these are a CHI of 25, 99 and 396.
 *
 * @param points of both groups together.
 */
export function discriminability(chi: number, points: number): Discriminability {
  const distance = centreDistance(chi, points);
  if (distance >= gradeBounds['+++']) return '+++';
  if (distance >= gradeBounds['++']) return '++';
  return distance >= gradeBounds['+'] ? '+' : '-';
}
