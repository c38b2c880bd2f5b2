import { centreOf, type Clip } from '../clip';
import { estimateFlow } from './estimate-flow';
import { createFlow, type Flow } from './flow';

/** Flows of clips that are there yet, by how far motion was looked for: several alignments of one clip go by the same. */
const known = new WeakMap<Clip, Map<number, readonly Flow[]>>();

/**
 * The flow from the centre to each frame of a clip, estimated from the frames (`estimateFlow`) once for a clip; the centre's own is zero.
 *
 * @param reach motion that is looked for, in pixels along each axis.
 */
export function estimatedFlows(clip: Clip, reach: number): readonly Flow[] {
  const own = known.get(clip) ?? new Map<number, readonly Flow[]>();
  known.set(clip, own);
  let flows = own.get(reach);
  if (!flows) {
    const middle = centreOf(clip);
    flows = clip.frames.map((frame, t) =>
      t === middle
        ? createFlow(clip.height, clip.width)
        : estimateFlow(clip.frames[middle], frame, { reach }),
    );
    own.set(reach, flows);
  }
  return flows;
}
