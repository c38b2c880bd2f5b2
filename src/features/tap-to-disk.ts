import path from 'node:path';
import { createRowFile, type RowFile } from '@ddr-lab/base/files/row-file';
import { projectRoot } from '@ddr-lab/base/project';
import type { Clip } from '@ddr-lab/images/clip';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../networks/tappable';
import { checkSize, tap, type TapOptions } from './tap';

/** What `tapToDisk` takes besides network, layers and images. */
export interface TapToDiskOptions extends TapOptions {
  /** Where the temporary files go; default `.ddr/features` of the project. */
  readonly folder?: string;
}

/** Batches that are tapped before they are written. */
const batches = 10;

/**
 * `tap`, of more images than their features fit into memory: the rows of each layer go to a temporary file as they are computed, and
 * are read from there in blocks. Besides the files, the features of a hundred images are held. They are the same numbers.
 *
 * @returns a file of rows for each layer; whoever asked for them closes them, which removes them.
 * @throws InputError as `tap` does, and where the folder has no room.
 */
export async function tapToDisk<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly (Image | Clip)[],
  options: TapToDiskOptions = {},
): Promise<Record<Layer, RowFile>> {
  const { folder = path.join(projectRoot, '.ddr', 'features'), onProgress, ...rest } = options;
  const { batch = 10 } = rest;
  if (images.length > 0) checkSize(images, images[0]);
  const files = new Map<Layer, RowFile>();
  try {
    for (let start = 0; start < images.length || start === 0; start += batches * batch) {
      const part = await tap(network, layers, images.slice(start, start + batches * batch), {
        ...rest,
        onProgress: ({ done }) => onProgress?.({ done: start + done, total: images.length }),
      });
      for (const layer of new Set(layers)) {
        const file = files.get(layer) ?? (await createRowFile(part[layer].columns, folder));
        files.set(layer, file);
        await file.append(part[layer]);
      }
    }
  } catch (error) {
    await closeAll(files.values());
    throw error;
  }
  return Object.fromEntries(files) as Record<Layer, RowFile>;
}

/** Closes files of rows. */
export async function closeAll(files: Iterable<RowFile>): Promise<void> {
  for (const file of files) await file.close();
}
