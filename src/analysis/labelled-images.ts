import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { DegradedSets } from './degraded-sets';

/** Images of some classes of a set, class after class. */
export interface LabelledImages {
  /** The set they come from. */
  readonly set: string;
  readonly classes: readonly string[];
  readonly images: readonly Image[];
  /** Class of each image, by its number in `classes`. */
  readonly labels: Int32Array;
  /** What the set calls each image. */
  readonly names: readonly string[];
}

/** What `labelledImages` takes. */
export interface LabelledImagesOptions {
  /** How many classes, the first ones; default 3. */
  readonly classes?: number;
  /** Images a class, the first ones; default 100. */
  readonly perClass?: number;
}

/**
 * The first images of the first classes of a set.
 *
 * @throws InputError when the set has no classes, or too few images of one.
 */
export async function labelledImages(
  set: ImageSet,
  options: LabelledImagesOptions = {},
): Promise<LabelledImages> {
  const { classes = 3, perClass = 100 } = options;
  if (!set.classes) throw new InputError(`${set.name} has no classes to tell apart.`);
  const { ofImage } = set.classes;
  const names = set.classes.names.slice(0, classes);
  const chosen = names.flatMap((name, label) => {
    const own = [...ofImage.keys()].filter((index) => ofImage[index] === label);
    if (own.length < perClass) {
      throw new InputError(`${set.name}: ${own.length} images of class ${name}, fewer than ${perClass}.`);
    }
    return own.slice(0, perClass);
  });
  const images: Image[] = [];
  for (const index of chosen) images.push(await set.read(index));
  return {
    set: set.name,
    classes: names,
    images,
    labels: Int32Array.from(chosen, (index) => ofImage[index]),
    names: chosen.map((index) => set.label(index)),
  };
}

/**
 * The images as they are, grouped by class where `analyse` otherwise groups by degradation: its WD, BD and CHI are then by
 * class.
 */
export function setsByClass({ classes, images, labels }: LabelledImages): DegradedSets {
  return {
    degradations: classes,
    patches: images,
    labels,
    contents: Int32Array.from(images, (_, i) => i),
  };
}
