import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { rankCorrelation } from '../metrics/rank-correlation';
import { varianceShares, type VarianceShares } from '../metrics/variance-shares';
import { pcaScores } from '../projection/pca';
import type { DegradedSets } from './degraded-sets';

/** What lies along the longest axis of points. */
export interface LongestAxis {
  /** Rank correlation of label and place along the axis, without its sign. */
  readonly order: number;
  /** What decides the place along the axis: content, degradation, or only both together; they add up to 1. */
  readonly shares: VarianceShares;
}

/**
 * What the longest axis of points (their first principal component, which is found without a look at any label) is about: of a map, or of
 * features.
 *
 * @throws InputError as `pcaScores` and `varianceShares` do.
 */
export function longestAxis(points: Matrix, sets: Pick<DegradedSets, 'labels' | 'contents'>): LongestAxis {
  const { data } = pcaScores(points, { components: 1 }).scores;
  return {
    order: Math.abs(rankCorrelation(sets.labels, data)),
    shares: varianceShares(createMatrix(points.rows, 1, data), sets),
  };
}
