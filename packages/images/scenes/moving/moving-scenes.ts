import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import type { Image } from '../../image';
import { drawScene } from '../scene';
import type { MovingClip } from './layered-clip';
import { movingClip, type MovingOptions } from './moving-clip';

/** Clips by number, each made when asked for, always the same. */
export interface MovingClips {
  readonly name: string;
  /** How many pictures they are cut from. */
  readonly pictures: number;
  /** Clip `index`, any whole number from 0 on. Reads the pictures that it needs, and keeps them. */
  read(index: number): Promise<MovingClip>;
}

/** What `openMovingClips` takes besides where pictures come from. */
export interface MovingClipsOptions extends Omit<MovingOptions, 'index'> {
  /** What they are called in titles; default `moving`. */
  readonly name?: string;
}

/**
 * Clips cut from pictures by number, drawn or photographed: background and shapes of clip i are different ones, chosen by seed
 * and i. Each picture is read once and kept (12 bytes a pixel).
 *
 * @param pictures how many there are, and the picture of a number: an `ImageSet`, say.
 * @throws InputError when there are fewer than two pictures; `read` as `movingClip`.
 */
export function openMovingClips(
  pictures: { readonly count: number; read(index: number): Promise<Image> },
  options: MovingClipsOptions = {},
): MovingClips {
  const { name = 'moving', seed = 0, shapes = [2, 4] } = options;
  const { count } = pictures;
  if (!(count >= 2))
    throw new InputError(`${name}: moving clips are cut from two pictures at least, not ${count}.`);
  const kept = new Map<number, Promise<Image>>();
  const picture = (index: number): Promise<Image> => {
    let found = kept.get(index);
    if (!found) {
      found = pictures.read(index);
      kept.set(index, found);
    }
    return found;
  };
  return {
    name,
    pictures: count,
    read: async (index) => {
      if (!(Number.isSafeInteger(index) && index >= 0)) {
        throw new InputError(`${name}: clips have whole numbers from 0 on, not ${index}.`);
      }
      const random = createRandom(seed, index, 11);
      const first = random.integer(count);
      const others = Array.from(
        { length: Math.max(1, shapes[1]) },
        () => (first + 1 + random.integer(count - 1)) % count,
      );
      const [background, ...cut] = await Promise.all([first, ...others].map(picture));
      return movingClip({ background, shapes: cut }, { ...options, seed, index });
    },
  };
}

/** What `openMovingScenes` takes. */
export interface MovingScenesOptions extends MovingClipsOptions {
  /** How many scenes the clips are cut from; default 48. */
  readonly scenes?: number;
  /** Sides of a scene in pixels; default what backgrounds need at the greatest speed, (frames - 1) x speed x scale beyond the frame. */
  readonly side?: number;
}

/**
 * Clips cut from drawn scenes (docs/scenes.md), drawn once each and kept: 256 pixels wide by default.
 *
 * @throws InputError as `openMovingClips`; for a side that no scene can have, when the first clip is read.
 */
export function openMovingScenes(options: MovingScenesOptions = {}): MovingClips {
  const { height = 64, width = 64, frames = 3, scale = 4, speeds = [0.25, 16], seed = 0 } = options;
  const { scenes = 48, name = 'scenes/moving', ...rest } = options;
  const side = options.side ?? Math.max(height, width) + Math.ceil((frames - 1) * speeds[1] * scale) + 64;
  return openMovingClips(
    { count: scenes, read: async (index) => drawScene({ seed, index, height: side, width: side }) },
    { ...rest, name },
  );
}
