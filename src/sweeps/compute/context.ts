import type { OnProgress } from '@ddr-lab/base/progress';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import type { Cached } from '../../analysis/cached/features';
import type { DegradedSets } from '../../analysis/degraded-sets';
import type { OpenedNetwork } from '../../reports/open-networks';
import type { MeasureUnit } from '../unit';
import type { UnitValues } from './row';

/** What the measures of one unit share. */
export interface MeasureContext extends Cached {
  readonly unit: MeasureUnit;
  readonly opened: OpenedNetwork;
  readonly layers: readonly string[];
  /** The images as the set has them. */
  readonly set: ImageSet;
  /** Those that can be used, cut to the size, and the patches of them; a set of small images with classes has neither. */
  readonly whole: readonly Image[];
  readonly sets?: DegradedSets;
  readonly tsne: Omit<TsneOptions, 'seed' | 'onProgress' | 'signal'>;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Measures one thing of a unit. */
export type MeasureUnitBy = (context: MeasureContext) => Promise<UnitValues>;
