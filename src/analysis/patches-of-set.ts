import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { gridsFor, patchesOf } from '@ddr-lab/images/pieces';

/**
 * Patches of a set's images as they are: one of the middle of each image, several side by side where there are fewer images than patches.
 *
 * @throws InputError where no image holds a patch, naming the set.
 */
export async function patchesOfSet(
  set: ImageSet,
  { patch, count }: { readonly patch: number; readonly count: number },
): Promise<Image[]> {
  const images: Image[] = [];
  for (let i = 0; i < Math.min(set.count, count); i++) {
    const image = await set.read(i);
    if (Math.min(image.height, image.width) >= patch) images.push(image);
  }
  if (images.length === 0)
    throw new InputError(`${set.name}: no image holds a patch of ${patch} x ${patch}.`);
  const grids = gridsFor(images, { count, side: patch });
  return images.flatMap((image, i) => patchesOf(image, grids[i], patch)).slice(0, count);
}
