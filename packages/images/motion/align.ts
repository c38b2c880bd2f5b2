import { InputError } from '@ddr-lab/base/errors';
import { centreOf, clipOf, type Clip } from '../clip';
import { createFlow, type Flow } from './flow';
import { patchFlow } from './patch-flow';
import { warpBilinear, warpNearest, type Frame } from './warp';

/** What `align` takes besides. */
export interface AlignOptions {
  /** The frame that others are aligned to; needed for `single` alone. */
  readonly centre?: Frame;
  /** Side of a patch in pixels, for `patch` alone; default 8, the published one (the window of the attention). */
  readonly patch?: number;
}

/** A way of aligning a neighbour with the centre frame. */
export interface Alignment {
  readonly name: string;
  /** What it does, in a few words. */
  readonly title: string;
  /** Whether it looks at the flow. */
  readonly usesFlow: boolean;
  apply(frame: Frame, flow: Flow, options: AlignOptions): Frame;
}

/**
 * The ways of aligning, all on images and without gradients: the comparison of Shi et al., "Rethinking Alignment in Video
 * Super-Resolution Transformers" (2022), section 3, and a control that sees the centre frame alone.
 */
export const alignments = [
  { name: 'none', title: 'as it is', usesFlow: false, apply: (frame) => frame },
  { name: 'bilinear', title: 'warped, bilinear', usesFlow: true, apply: warpBilinear },
  { name: 'nearest', title: 'warped, nearest sample', usesFlow: true, apply: warpNearest },
  {
    name: 'patch',
    title: 'each patch moved as a whole',
    usesFlow: true,
    apply: (frame, flow, { patch = 8 }) => warpNearest(frame, patchFlow(flow, patch)),
  },
  {
    name: 'single',
    title: 'the centre frame in its place',
    usesFlow: false,
    apply: (_frame, _flow, { centre }) => {
      if (centre) return centre;
      throw new InputError('Alignment `single` puts the centre frame in the place of each: give `centre`.');
    },
  },
] as const satisfies readonly Alignment[];

/** Names of the ways of aligning. */
export type AlignmentName = (typeof alignments)[number]['name'];

/**
 * The alignment of a name.
 *
 * @throws InputError when there is none, with the names that there are.
 */
export function findAlignment(name: string): Alignment {
  const found = alignments.find((one) => one.name === name);
  if (found) return found;
  throw new InputError(
    `No alignment is called ${name}; there are ${alignments.map((a) => a.name).join(', ')}.`,
  );
}

/**
 * A neighbour aligned with the centre frame, of any number of channels.
 *
 * @param frame the neighbour, H x W x C.
 * @param flow from the centre to the neighbour: pixel p of the centre is found at p + flow.
 * @param way a name of `alignments`, or an alignment of your own.
 * @returns H x W x C samples; zero where the flow leads out of the frame.
 * @throws InputError when frame and flow differ in size, or the way is not known.
 */
export function align(
  frame: Frame,
  flow: Flow,
  way: AlignmentName | Alignment,
  options: AlignOptions = {},
): Frame {
  return (typeof way === 'string' ? findAlignment(way) : way).apply(frame, flow, options);
}

/**
 * A clip whose frames are all aligned with the one in the middle, which stays as it is.
 *
 * @param flows from the centre to each frame, as many as frames; the centre's own is not looked at. May be left out for ways that use none.
 * @param options side of a patch.
 * @throws InputError when there are fewer flows than frames or one has another size.
 */
export function alignClip(
  clip: Clip,
  flows: readonly Flow[] | undefined,
  way: AlignmentName | Alignment,
  options: Pick<AlignOptions, 'patch'> = {},
): Clip {
  const alignment = typeof way === 'string' ? findAlignment(way) : way;
  const middle = centreOf(clip);
  if (alignment.usesFlow && flows?.length !== clip.frames.length) {
    throw new InputError(
      `Alignment ${alignment.name} needs a flow for each of ${clip.frames.length} frames, not ${flows?.length ?? 0}.`,
    );
  }
  const still = createFlow(clip.height, clip.width);
  return clipOf(
    clip.frames.map((frame, t) =>
      t === middle
        ? frame
        : alignment.apply(frame, flows?.[t] ?? still, { ...options, centre: clip.frames[middle] }),
    ),
  );
}
