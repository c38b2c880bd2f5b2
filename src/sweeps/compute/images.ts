import path from 'node:path';
import { fingerprintOf, type KeyPart } from '@ddr-lab/base/cache/key';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet } from '../../images/sets/open';

/** Which images of a set. */
export interface UnitImages {
  /** A data set by name, or a folder. */
  readonly set: string;
  /** From the first. */
  readonly count: number;
  /** Scenes are drawn in this size; default 128, or four times the patch. */
  readonly size?: number;
  /** Side of the patches. */
  readonly patch: number;
}

/**
 * Opens images of a sweep.
 *
 * @param folder what a path is relative to: the folder of the sweep's file.
 * @throws InputError as `openSet`.
 */
export function openUnitImages(
  { set, count, size, patch }: UnitImages,
  { folder }: { readonly folder: string },
): Promise<ImageSet> {
  const isPath = /^\.{0,2}[\\/]/.test(set);
  const isScenes = /^scenes(\/(simple|busy))?$/.test(set);
  const drawn = size ?? (isScenes ? Math.max(128, 4 * patch) : undefined);
  return openSet(isPath ? path.resolve(folder, set) : set, {
    count,
    ...(drawn === undefined ? {} : { size: drawn }),
  });
}

/** What a set's images are, to the pixel. */
export interface KnownImages {
  readonly fingerprint: string;
  /** The smaller side of each image that can be read, in pixels. */
  readonly sides: readonly number[];
}

/** Reads all images of a set. Those that cannot be read count as such; whoever measures leaves them out. */
export async function knowImages(
  set: ImageSet,
  { onProgress, signal = currentSignal() }: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<KnownImages> {
  const parts: KeyPart[] = [];
  const sides: number[] = [];
  for (let i = 0; i < set.count; i++) {
    signal?.throwIfAborted();
    const image = await set.read(i).catch((error: unknown) => {
      if (error instanceof InputError) return undefined;
      throw error;
    });
    // A fingerprint each, so that no more than one image is held.
    parts.push(image ? fingerprintOf(image.height, image.width, image.data) : 'cannot be read');
    if (image) sides.push(Math.min(image.height, image.width));
    onProgress?.({ done: i + 1, total: set.count, note: set.name });
  }
  const { classes } = set;
  const labels = classes ? [...classes.names, classes.ofImage] : [];
  return { fingerprint: fingerprintOf(...parts, ...labels).slice(0, 20), sides };
}
