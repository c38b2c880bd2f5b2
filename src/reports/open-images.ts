import { type Images, type ImageSet, setOf } from '@ddr-lab/images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import { piecesText } from '../analysis/degraded-sets';
import { fewText } from '../analysis/grade';
import type { PreparedImages } from './prepare-images';

/**
 * Opens the images of an analysis: a set as it is, images in memory, a folder or a data set by name; without a name photographs where the data root has
 * them, else the embedded scenes, drawn as large as is needed.
 *
 * @throws InputError as `openSet`.
 */
export async function openImages(
  images: string | Images | undefined,
  { count, side }: { count: number; side: number },
): Promise<ImageSet> {
  if (typeof images === 'object') return setOf(images);
  const name = images ?? (presentSets().includes('bsds500/val') ? 'bsds500/val' : 'scenes');
  // Of real images all are opened, as some may have to be left out.
  return openSet(name, name === 'scenes' ? { count, size: Math.max(128, side) } : {});
}

/** What a reader should know of the images. */
export function imageWarnings(
  set: ImageSet,
  { whole, names, same }: PreparedImages,
  { byDefault, count, groups }: { byDefault: boolean; count: number; groups: number },
): string[] {
  const warnings: string[] = [];
  if (set.name === 'scenes' && byDefault) {
    warnings.push('These are drawn scenes, since no images were named and no photographs are at hand.');
  }
  const patches = names.length;
  if (patches > whole.length) warnings.push(piecesText(whole.length, patches, count));
  const few = fewText({ points: patches * groups, groups, images: whole.length });
  if (few !== undefined) warnings.push(few);
  return [...warnings, ...same];
}
