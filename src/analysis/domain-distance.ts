import type { Image } from '@ddr-lab/images/image';
import type { Network } from '../networks/network';
import { type PlaneMap, verdictMaps } from '../networks/verdict-map';

/**
 * The map of domain distance of an LR image (Wei et al. 2021): how much each place looks like the target domain to a judge that tells it from what a degrader makes, 0 to 1. Larger is more like the target, and weighs more in
 * super-resolution.
 *
 * @param judge a network of kind `frequency-judge`, such as `dasr-distance-judge`.
 * @param image H x W x 3 in [0, 1], LR.
 * @returns one number for each pixel, H x W, in [0, 1]: the verdicts averaged over their receptive fields (26 pixels by Haar's bands), so it is smooth.
 * @throws InputError for a network of another kind.
 */
export function domainDistanceMap(judge: Pick<Network, 'model' | 'spec'>, image: Image): PlaneMap {
  return verdictMaps(judge, image)[0];
}
