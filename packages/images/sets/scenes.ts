import { InputError } from '@ddr-lab/base/errors';
import type { ImageSet } from '../image-set';
import { drawObject, objectClasses } from '../scenes/objects';
import { drawScene, type SceneKind } from '../scenes/scene';

/** What `openScenes` takes. */
export interface ScenesOptions {
  /** How many scenes; default 100. */
  count?: number;
  /** Height in pixels; default 128. */
  height?: number;
  /** Width in pixels; default 128. */
  width?: number;
  /** Seed of the set; default 0. Scene `index` of a set does not depend on the set's count. */
  seed?: number;
  /** Kinds of scenes, in turn; default all, as often as `drawScene` has it. */
  kinds?: readonly SceneKind[];
  /** What the set is called; default `scenes`. */
  name?: string;
}

/** The embedded default data set: `count` drawn scenes, each drawn when asked for. */
export function openScenes(options: ScenesOptions = {}): ImageSet {
  const { count = 100, height = 128, width = 128, seed = 0, kinds, name = 'scenes' } = options;
  const check = range(name, count);
  return {
    name,
    count,
    read: async (index) =>
      drawScene({ seed, index: check(index), height, width, kind: kinds?.[index % kinds.length] }),
    label: (index) => `scene ${check(index)}`,
  };
}

/** What `openObjects` takes. */
export interface ObjectsOptions {
  /** How many images; default 1,000. */
  count?: number;
  /** Height and width in pixels; default 32. */
  size?: number;
  /** Seed of the set; default 0. */
  seed?: number;
}

/** The embedded stand-in for CIFAR-10: drawn objects of ten classes, class `index % 10` at `index`. */
export function openObjects(options: ObjectsOptions = {}): ImageSet {
  const { count = 1000, size = 32, seed = 0 } = options;
  const check = range('scenes/objects', count);
  const ofImage = Int32Array.from({ length: count }, (_, index) => index % objectClasses.length);
  return {
    name: 'scenes/objects',
    count,
    read: async (index) => drawObject({ objectClass: ofImage[check(index)], seed, index, size }),
    label: (index) => `${objectClasses[ofImage[check(index)]]} ${index}`,
    classes: { names: objectClasses, ofImage },
  };
}

function range(name: string, count: number): (index: number) => number {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new InputError(`The number of images must be a positive whole number, not ${count}.`);
  }
  return (index) => {
    if (Number.isInteger(index) && index >= 0 && index < count) return index;
    throw new InputError(`${name} has images 0 to ${count - 1}, not ${index}.`);
  };
}
