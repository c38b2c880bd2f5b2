import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { drawsOf, type ImageDraws } from '../../metrics/image-draws';
import { rankCorrelation, resampledRankCorrelation } from '../../metrics/rank-correlation';
import { overRuns, type Spread } from '../../metrics/spread';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { mapChi, setDraws } from '../../analysis/analyse-features';

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
  const order = overRuns(places.map((along) => Math.abs(rankCorrelation(labels, along))));
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
