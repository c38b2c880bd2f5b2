import type { ImageSet } from '../images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import type { PreparedImages } from './prepare-images';
import { ENOUGH } from './verdict';

/**
 * Opens the images of an analysis: a set as it is, a folder or a data set by name; without a name photographs where the data root has
 * them, else the embedded scenes, drawn as large as is needed.
 *
 * @throws InputError as `openSet`.
 */
export async function openImages(
  images: string | ImageSet | undefined,
  { count, side }: { count: number; side: number },
): Promise<ImageSet> {
  if (typeof images === 'object') return images;
  const name = images ?? (presentSets().includes('bsds500/val') ? 'bsds500/val' : 'scenes');
  // Of real images all are opened, as some may have to be left out.
  return openSet(name, name === 'scenes' ? { count, size: Math.max(128, side) } : {});
}

/** What a reader should know of the images. */
export function imageWarnings(
  set: ImageSet,
  { whole, pieces }: PreparedImages,
  byDefault: boolean,
): string[] {
  const warnings: string[] = [];
  if (set.name === 'scenes' && byDefault) {
    warnings.push('These are drawn scenes, since no images were named and no photographs are at hand.');
  }
  if (pieces.length > whole.length) {
    warnings.push(`Of ${whole.length} images ${pieces.length} patches were taken, as more points show more.`);
  }
  if (pieces.length < ENOUGH) {
    warnings.push(
      `${pieces.length} patches of each degradation are few: CHI comes out lower than with the paper's 100, and what there is may not show.`,
    );
  }
  return warnings;
}
