import { type Clip, shrinkClip } from '@ddr-lab/images/clip';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { AlignmentName } from '@ddr-lab/images/motion/align';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { alignedFrames, alignedPair, type FlowSource, testClips } from '../../training/data/clips';

/** What `openMotionClips` takes. */
export interface MotionClipsOptions {
  /** How many clips; default 40. */
  readonly count?: number;
  /** Number of the first, so that two lists have none in common; default 0. */
  readonly first?: number;
  /** Side of an LR frame in pixels, a multiple of every window that is compared; default 48. */
  readonly side?: number;
  /** Speeds of the layers in LR pixels a frame, log-uniform between the two; default 0.25 to 16. */
  readonly speeds?: readonly [number, number];
}

/** Clips of three frames whose motion is known, cut from a set's images; always the same ones. */
export function openMotionClips(images: ImageSet, options: MotionClipsOptions = {}): Promise<MovingClip[]> {
  const { count = 40, first = 0, side = 48, speeds = [0.25, 16] } = options;
  return testClips(images, { count, first, side, speeds, frames: 3, scale: 4 });
}

/** How frames come to a network. */
export interface Way {
  readonly alignment: AlignmentName;
  /** Default `estimated`, as in training. */
  readonly flow?: FlowSource;
}

/** The LR clip that a network trained by these recipes gets: shrunk without a low-pass filter, its frames aligned. */
export const inputOf = (moving: MovingClip, way: Way): Clip =>
  alignedPair(moving, { ...way, antialias: false }).lr;

/** The same of LR frames that something was done to: they are aligned by the true flow, so that no degradation harms the flow. */
export const alignedByTruth = (low: Clip, { flows }: MovingClip, alignment: AlignmentName): Clip =>
  alignedFrames(low, flows, { alignment, flow: 'exact' });

/** The LR clip before anything is aligned. */
export const lowClip = ({ clip, scale }: MovingClip): Clip => shrinkClip(clip, scale, { antialias: false });
