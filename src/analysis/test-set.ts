import type { ImageSet } from '../images/image-set';
import { openSet, presentSets } from '../images/sets/open';

/**
 * The images that an experiment looks at when the reader names none: photographs (`bsds500/val`) where the data
 * root has them, else the embedded scenes. Its `name` says which.
 */
export function openTestSet(options: { count?: number } = {}): Promise<ImageSet> {
  const { count = 100 } = options;
  return openSet(presentSets().includes('bsds500/val') ? 'bsds500/val' : 'scenes', { count });
}
