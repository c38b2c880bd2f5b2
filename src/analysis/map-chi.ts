import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { aroundValue, overRuns, type Spread } from '../metrics/spread';
import { clusterScores } from '../metrics/clusters';
import { imageDraws, type ImageDraws } from '../metrics/image-draws';
import { resampledChi } from '../metrics/resampled-chi';
import type { DegradedSets } from './degraded-sets';
import { LEAST_IMAGES } from './grade';

/**
 * Redraws of the images that sets are made of, 499 by seed 0: what intervals of the claims rest on. Of fewer images than five none,
 * since so few say nothing of others.
 */
export function setDraws({
  contents,
  sources = contents,
}: Pick<DegradedSets, 'contents' | 'sources'>): ImageDraws | undefined {
  return new Set(sources).size < LEAST_IMAGES ? undefined : imageDraws(sources);
}

/**
 * CHI of maps of the same points: mean and deviation over the maps and, of redraws of the images, how far
 * that mean would spread (`aroundValue`).
 *
 * @param maps n x d each, such as those of several t-SNE runs.
 * @param draws see `setDraws`; none: without `resampled`.
 * @throws InputError as `clusterScores` does.
 */
export function mapChi(maps: readonly Matrix[], labels: ArrayLike<number>, draws?: ImageDraws): Spread {
  const chi = overRuns(maps.map((points) => clusterScores(points, labels).chi));
  return draws ? { ...chi, resampled: aroundValue(resampledChi(maps, labels, draws), chi.mean) } : chi;
}
