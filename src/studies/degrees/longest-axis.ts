import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { ImageDraws } from '../../metrics/image-draws';
import { rankCorrelation } from '../../metrics/rank-correlation';
import { resampledRankCorrelation } from '../../metrics/resampled-rank-correlation';
import { varianceShares, type VarianceShares } from '../../metrics/variance-shares';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import type { DegradedSets } from '../../analysis/degraded-sets';

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
