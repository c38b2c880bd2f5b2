import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '../image';
import { luma } from '../statistics';
import type { Flow } from './flow';
import { matchBlocks } from './match-blocks';
import { medianFlow } from './median-flow';
import { refineFlow } from './refine-flow';

/** What `estimateFlow` takes. */
export interface EstimateFlowOptions {
  /** Greatest displacement along each axis in whole pixels; default 9, for speeds up to 8. Time grows with its square. */
  readonly reach?: number;
  /** Windows have a side of 2 x radius + 1 pixels; default 2. */
  readonly radius?: number;
}

/** In samples of 0 to 1: what a pixel of length costs, and what leaving the frame does. */
const COSTS = { perPixel: 0.0017, leaving: 0.033 };

/**
 * The flow from one frame to another, found in the frames themselves: for small frames with things that move by several pixels.
 * Blocks are matched at whole pixels, a median of 5 x 5 takes single errors away, three steps of Lucas and Kanade find the
 * fraction, a median of 3 x 3 smooths. How far it errs is in docs/clips.md.
 *
 * @returns H x W x 2 in pixels: pixel p of `from` is found in `to` at p + flow.
 * @throws InputError when the frames differ in size, are under 2 x 2 pixels, or an option is no whole number.
 */
export function estimateFlow(from: Image, to: Image, options: EstimateFlowOptions = {}): Flow {
  const { reach = 9, radius = 2 } = options;
  const { height, width } = from;
  if (to.height !== height || to.width !== width || Math.min(height, width) < 2) {
    throw new InputError(
      `A flow is estimated between frames of one size, 2 x 2 at least: not from ${height} x ${width} to ${to.height} x ${to.width}.`,
    );
  }
  if (!Number.isInteger(reach) || !Number.isInteger(radius) || reach < 0 || radius < 0) {
    throw new InputError(`The reach and the radius are whole numbers of pixels, not ${reach} and ${radius}.`);
  }
  const whole = medianFlow(matchBlocks(from, to, { reach, radius, ...COSTS }), 2);
  const refined = refineFlow({ height, width, data: luma(from) }, { height, width, data: luma(to) }, whole, {
    radius,
    steps: 3,
    damping: 1e-3,
    reach: 0.75,
  });
  return medianFlow(refined, 1);
}
