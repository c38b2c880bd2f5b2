import { cropToMultiple } from '../images/crop';
import type { Image } from '../images/image';
import type { ImageSet } from '../images/image-set';
import { resize } from '../images/resize';
import type { OnProgress } from '../progress';

/** What `lowResolution` takes. */
export interface LowResolutionOptions {
  /** How many images, from the first; default 100, as in the paper's analysis. */
  readonly count?: number;
  /** Downscaling factor; default 4. */
  readonly scale?: number;
  readonly onProgress?: OnProgress;
}

/**
 * The clean LR images of a set: HR cropped to a multiple of the scale, shrunk by MATLAB's bicubic to 8 bits, as
 * the benchmarks' LR files are.
 */
export async function lowResolution(set: ImageSet, options: LowResolutionOptions = {}): Promise<Image[]> {
  const { count = 100, scale = 4, onProgress } = options;
  const total = Math.min(count, set.count);
  const images: Image[] = [];
  for (let i = 0; i < total; i++) {
    const hr = cropToMultiple(await set.read(i), scale);
    images.push(resize(hr, { scale: 1 / scale, levels: 255 }));
    onProgress?.({ done: i + 1, total });
  }
  return images;
}
