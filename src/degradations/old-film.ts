import { createImage, mapSamples, type Image } from '../images/image';
import type { Degradation, Seeded } from './degradation';
import { gaussianBlur } from './gaussian-blur';
import { dust } from './film-wear/dust';
import { flicker } from './film-wear/flicker';
import { grain } from './film-wear/grain';
import { scratches } from './film-wear/scratches';
import { requireInRange, type Range } from './range';
import { subSeed } from './seed';

export interface OldFilmOptions extends Seeded {
  /** What becomes of colour: `grey` (default), `sepia`, or `none` to keep it. */
  readonly tint?: 'grey' | 'sepia' | 'none';
  /** Sigma of the blur in pixels; default 0.8. */
  readonly blur?: number;
  /** What is left of the contrast, 0 to 1; default 0.75. */
  readonly contrast?: number;
  /** Standard deviation of the frame's brightness, a share; default 0.08. */
  readonly flicker?: number;
  /** Standard deviation of the grain at mid grey in 8-bit levels; default 7. */
  readonly grain?: number;
  /** Mean number of scratches in 100 pixels of width; default 1.2. */
  readonly scratches?: number;
  /** Mean number of dust specks in 100 x 100 pixels; default 8. */
  readonly dust?: number;
}

const atLeastZero = (what: string, max: number): Range => ({ what, min: 0, max });

/**
 * A frame of an old, worn black-and-white film: colour lost, slightly soft, blacks lifted and contrast
 * lost, uneven brightness that flickers from frame to frame, grain, dust and near-vertical scratches. Modelled by eye
 * on digitised films of the 1920s to 1940s; no published model. Everything random comes from the seed.
 */
export const oldFilm: Degradation<OldFilmOptions> = async (image, options = {}) => {
  const { seed = 0, tint = 'grey' } = options;
  const where = 'Old film';
  const sigma = requireInRange(where, atLeastZero('blur (in pixels)', 100), options.blur ?? 0.8);
  const contrast = requireInRange(where, atLeastZero('contrast', 1), options.contrast ?? 0.75);
  const unsteady = requireInRange(where, atLeastZero('flicker', 1), options.flicker ?? 0.08);
  const levels = requireInRange(where, atLeastZero('grain (in 8-bit levels)', 255), options.grain ?? 7);
  const scratchRate = requireInRange(where, atLeastZero('scratches', 100), options.scratches ?? 1.2);
  const dustRate = requireInRange(where, atLeastZero('dust', 1000), options.dust ?? 8);

  const soft = await gaussianBlur(tint === 'none' ? image : toGrey(image), { sigma });
  let frame = mapSamples(soft, (value) => 0.5 + (value - 0.5) * contrast);
  frame = flicker(frame, unsteady, subSeed(seed, 1));
  frame = grain(frame, levels, subSeed(seed, 2));
  frame = dust(frame, dustRate, subSeed(seed, 3));
  frame = scratches(frame, scratchRate, subSeed(seed, 4));
  return tint === 'sepia' ? toSepia(frame) : frame;
};

/** BT.601's luma on all three channels. */
function toGrey(image: Image): Image {
  const out = createImage(image.height, image.width);
  for (let i = 0; i < out.data.length; i += 3) {
    const [red, green, blue] = image.data.subarray(i, i + 3);
    out.data.fill(0.299 * red + 0.587 * green + 0.114 * blue, i, i + 3);
  }
  return out;
}

/** A grey image toned warm: black and white stay, greys turn brown. */
function toSepia(image: Image): Image {
  const gamma = [0.8, 1, 1.3];
  return mapSamples(image, (value, i) => value ** gamma[i % 3]);
}
