import { InputError } from '@ddr-lab/base/errors';
import { cropToMultiple } from '../../images/crop';
import type { ImageSet } from '../../images/image-set';
import { toBytes } from '../../images/io';
import { resize } from '../../images/resize';

/** An HR image and its bicubic LR image, 8 bits a sample as benchmark files are. */
export interface ImagePair {
  readonly hr: Uint8Array;
  readonly lr: Uint8Array;
  /** Size of the LR image; the HR image's is `scale` times that. */
  readonly height: number;
  readonly width: number;
}

/** What `imagePairs` takes. */
export interface ImagePairsOptions {
  readonly scale: number;
  /** The smallest side that an LR image may have: a training patch's. */
  readonly patch: number;
  /** Bytes of images to keep in memory; default 4 GiB. What goes beyond is read anew each time. */
  readonly memory?: number;
}

/**
 * Pairs of HR and LR images of a set, by number. LR comes of the whole HR image by MATLAB's bicubic. A pair is
 * made the first time it is asked for and kept (half a megabyte for one of BSDS500, nine for one of DIV2K).
 *
 * @throws InputError (the function returned) when an image is smaller than a patch.
 */
export function imagePairs(
  images: ImageSet,
  options: ImagePairsOptions,
): (index: number) => Promise<ImagePair> {
  const { scale, patch, memory = 4 * 2 ** 30 } = options;
  const kept = new Map<number, ImagePair>();
  let bytes = 0;
  return async (index) => {
    const known = kept.get(index);
    if (known) return known;
    const hr = cropToMultiple(await images.read(index), scale);
    const lr = resize(hr, { scale: 1 / scale, levels: 255 });
    if (lr.height < patch || lr.width < patch) {
      throw new InputError(
        `${images.name}/${images.label(index)}: ${hr.height} x ${hr.width} is too small for patches of ${patch * scale}.`,
      );
    }
    const pair = { hr: toBytes(hr), lr: toBytes(lr), height: lr.height, width: lr.width };
    // Images are drawn evenly, so that which of them are kept makes no difference.
    bytes += pair.hr.length + pair.lr.length;
    if (bytes <= memory) kept.set(index, pair);
    return pair;
  };
}
