import type { Clip } from '../clip';
import { alignClip, type AlignmentName, findAlignment } from './align';
import { estimatedFlows } from './estimated-flows';

/** What `alignEstimated` takes. */
export interface AlignEstimatedOptions {
  /** Side of a patch that is moved as a whole, in pixels; default 8. */
  readonly patch?: number;
  /** Motion that is looked for, in pixels along each axis; default 12. */
  readonly reach?: number;
}

/**
 * A clip whose frames are all aligned with the one in the middle, by flow that is estimated from the frames themselves.
 *
 * @throws InputError for an alignment that there is not, and as `estimateFlow`.
 */
export function alignEstimated(clip: Clip, way: AlignmentName, options: AlignEstimatedOptions = {}): Clip {
  const { patch = 8, reach = 12 } = options;
  const flows = findAlignment(way).usesFlow ? estimatedFlows(clip, reach) : undefined;
  return alignClip(clip, flows, way, { patch });
}
