import { createRandom } from '@ddr-lab/base/random';
import {
  drawDegradation,
  lowResolved,
  type LowResolutionModel,
} from '../../degradations/low-resolution-model';
import type { LowResolutionVersion } from '../../analysis/low-resolution-versions';

/** A domain as a version of images: each gets what its own seed draws. */
export function domainVersion(name: string, model: LowResolutionModel): LowResolutionVersion {
  return {
    name,
    make: (hr, { scale, seed }) =>
      lowResolved(hr, drawDegradation(model, createRandom(seed, 7)), { scale, seed }),
  };
}
