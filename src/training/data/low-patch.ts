import { degrade, type Preset } from '../../degradations/presets';
import { crop } from '../../images/crop';
import { createImage } from '../../images/image';
import type { ImagePair } from './image-pairs';
import { copyTurned, turnedPlace, type Place } from './turned';

/** Real neighbours around a patch while it is degraded, in LR pixels: the reach of `blur4` (4 sigma). */
const MARGIN = 16;

/** A degradation of one patch and the seed of its noise. */
export interface PatchDegradation {
  readonly preset: Preset;
  readonly seed: number;
}

/**
 * Writes a turned LR patch as samples of [0, 1] to `out` from sample `at` on, degraded where asked for.
 *
 * A patch with a margin of up to 16 pixels (less where the image ends) is turned, then degraded, then cut: blur
 * sees real neighbours, and motion has the direction it would have in a degraded image. What comes out is what
 * `degradations/` gives: clipped to [0, 1], not rounded to 8 bits again, as the paper adds its noise.
 */
export async function copyLowPatch(
  { lr, height, width }: Pick<ImagePair, 'lr' | 'height' | 'width'>,
  place: Place,
  turn: number,
  degradation: PatchDegradation | undefined,
  out: Float32Array,
  at: number,
): Promise<void> {
  if (!degradation || degradation.preset.name === 'clean') {
    copyTurned(lr, width, place, turn, out, at);
    return;
  }
  const around = withMargin(place, height, width);
  const [rows, columns] = turn & 4 ? [around.width, around.height] : [around.height, around.width];
  const image = createImage(rows, columns);
  copyTurned(lr, width, around, turn, image.data);
  const degraded = await degrade(image, degradation.preset, { seed: degradation.seed });
  const inside = turnedPlace(place, around, turn);
  out.set(crop(degraded, inside.top, inside.left, inside).data, at);
}

function withMargin(place: Place, height: number, width: number): Place {
  const top = Math.max(0, place.top - MARGIN);
  const left = Math.max(0, place.left - MARGIN);
  const bottom = Math.min(height, place.top + place.height + MARGIN);
  const right = Math.min(width, place.left + place.width + MARGIN);
  return { top, left, height: bottom - top, width: right - left };
}
