import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet, presentSets } from '../images/sets/open';

/** The photographs that experiments look at where the data root has them. */
export const TEST_PHOTOGRAPHS = 'bsds500/val';

/**
 * The images that an experiment looks at when the reader names none: photographs (`bsds500/val`) where the data
 * root has them, else the embedded scenes. Its `name` says which.
 */
export function openTestSet(options: { count?: number } = {}): Promise<ImageSet> {
  const { count = 100 } = options;
  return openSet(presentSets().includes(TEST_PHOTOGRAPHS) ? TEST_PHOTOGRAPHS : 'scenes', { count });
}
