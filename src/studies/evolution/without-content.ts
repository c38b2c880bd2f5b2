import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { varianceShares, type VarianceShares, withoutGroupMeans } from '../../metrics/variance-shares';
import type { Spread } from '../../metrics/spread';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { cachedTsne } from '../../analysis/cached/maps';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { mapChi, setDraws } from '../../analysis/analyse-features';

/** A map of features and how well degradations part in it. */
export interface ScoredMap {
  /** Of the first t-SNE run, n x 2. */
  readonly points: Matrix<Float64Array>;
  /** CHI by degradation over the t-SNE runs. */
  readonly chi: Spread;
}

/** Features with their content and without. */
export interface ContentExperiment {
  readonly shares: VarianceShares;
  readonly asTheyAre: ScoredMap;
  readonly withoutContent: ScoredMap;
}

/**
 * Is the degradation in the features, under the content? The shares of variance of both; and maps (PCA to 50, t-SNE) of
 * the features as they are and of each patch less the mean of its versions under all degradations. What is taken away
 * is the same for every degradation, so it cannot bring clusters by degradation that are not there.
 *
 * @param features one row a patch of `sets`: of a layer, of the network's output, or the input's pixels.
 * @throws InputError unless each content stands under each degradation exactly once.
 */
export async function withoutContent(
  features: Matrix,
  sets: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
  options: { runs?: number; seed?: number; signal?: AbortSignal } = {},
): Promise<ContentExperiment> {
  const draws = setDraws(sets);
  const { runs = 5, seed = 0, signal } = options;
  const scored = async (matrix: Matrix): Promise<ScoredMap> => {
    const { scores } = pcaScores(matrix);
    const maps: Matrix<Float64Array>[] = [];
    for (let run = 0; run < runs; run++) {
      maps.push((await cachedTsne(scores, { seed: seed + run, signal })).points);
    }
    return { points: maps[0], chi: mapChi(maps, sets.labels, draws) };
  };
  return {
    shares: varianceShares(features, { ...sets, draws }),
    asTheyAre: await scored(features),
    withoutContent: await scored(withoutGroupMeans(features, sets.contents)),
  };
}
