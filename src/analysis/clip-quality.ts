import { InputError } from '@ddr-lab/base/errors';
import type { Clip } from '@ddr-lab/images/clip';
import type { OwnMetric } from '../metrics/metric';
import { imageQuality, meanQuality, type Quality } from './quality';

/** How good a restored clip is. */
export interface ClipQuality {
  /** Frame by frame. */
  readonly frames: readonly Quality[];
  /** Their means, as papers on video report them. */
  readonly mean: Quality;
}

/**
 * A restored clip held against the original, frame by frame, as `imageQuality` does it: rounded to 8 bits, luma, `border` pixels cut off.
 *
 * @param options.border pixels cut off along each border; default 0.
 * @throws InputError when the clips have not as many frames, and as `imageQuality`.
 */
export async function clipQuality(
  output: Clip,
  original: Clip,
  options: { readonly border?: number; readonly metrics?: readonly OwnMetric[] } = {},
): Promise<ClipQuality> {
  const { border = 0, metrics = [] } = options;
  if (output.frames.length !== original.frames.length) {
    throw new InputError(
      `The restored clip has ${output.frames.length} frames, the original ${original.frames.length}.`,
    );
  }
  const frames: Quality[] = [];
  for (const [t, frame] of output.frames.entries()) {
    frames.push(await imageQuality(frame, original.frames[t], { border, metrics }));
  }
  return { frames, mean: meanQuality(frames) };
}
